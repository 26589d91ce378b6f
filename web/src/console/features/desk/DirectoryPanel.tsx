import { PhoneOutlined } from '@ant-design/icons';
import { clearable } from '@console/clearable';
import { useProblemMessage } from '@console/useProblemMessage';
import { calls } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import type { DirectoryAgent } from '@shared/rt/events';
import { isSignedOn } from '@shared/rt/reducer';
import { useDesk, useTopic } from '@shared/rt/store';
import { AgentStateWord } from '@shared/ui/AgentStateWord';
import { Elapsed } from '@shared/ui/Clock';
import { freeFirst, matches } from '@shared/ui/directory';
import { Panel } from '@shared/ui/Panel';
import { Empty, Skeleton } from '@shared/ui/states';
import { useBlocked } from '@shared/ui/useBlocked';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { Button, Input, type InputRef } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './desk.module.css';

/** Colleagues as they are now, free ones first. */
export function DirectoryPanel() {
  const { t } = useTranslation('desk');
  useTopic('directory');
  const [wanted, setWanted] = useState('');
  const field = useRef<InputRef>(null);
  const directory = useDesk((desk) => desk.directory);
  const me = useDesk((desk) => desk.agent?.agent_id);
  useHotkeys({ 'Alt+5': () => field.current?.focus() });
  const others = directory?.filter((agent) => agent.agent_id !== me) ?? [];
  const shown = freeFirst(others.filter((agent) => matches(agent, wanted)));
  const free = others.filter((agent) => agent.state === 'ready').length;
  return (
    <Panel
      id="directory"
      title={t('directory.title')}
      note={directory && t('directory.free', { free, all: others.length })}
      className={styles.directory}
      isFlush
    >
      <div className={styles.filter}>
        <Input
          ref={field}
          allowClear={clearable}
          size="small"
          aria-label={t('directory.find')}
          placeholder={t('directory.find')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      {!directory && <Skeleton lines={5} />}
      {directory && shown.length === 0 && (
        <Empty title={t(wanted ? 'directory.noMatch' : 'directory.nobody')} />
      )}
      <ul>
        {shown.map((agent) => (
          <Colleague key={agent.agent_id} agent={agent} />
        ))}
      </ul>
    </Panel>
  );
}

function Colleague({ agent }: { agent: DirectoryAgent }) {
  const { t } = useTranslation('desk');
  const say = useProblemMessage();
  const blocked = useBlocked();
  const mayDial = useCan('call.outbound');
  const isFreeToDial = useDesk((desk) => isSignedOn(desk.agent) && desk.calls.length === 0);
  return (
    <li className={styles.colleague}>
      <b>{agent.name}</b>
      <span>{agent.number}</span>
      <AgentStateWord state={agent.state} />
      <time>{agent.state !== 'null' && <Elapsed sinceMs={agent.since_ms} />}</time>
      {mayDial && (
        <Button
          type="text"
          size="small"
          icon={<PhoneOutlined />}
          aria-label={t('directory.call', { name: agent.name })}
          title={blocked ?? t('directory.call', { name: agent.name })}
          disabled={!isFreeToDial || blocked !== null || agent.state !== 'ready'}
          onClick={() => void calls.make(agent.number).catch(say)}
        />
      )}
    </li>
  );
}
