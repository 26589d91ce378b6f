import { PhoneOutlined } from '@ant-design/icons';
import { clearable } from '@console/clearable';
import { useColleagues } from '@console/useColleagues';
import { useProblemMessage } from '@console/useProblemMessage';
import { calls } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import type { DirectoryAgent } from '@shared/rt/events';
import { isSignedOn } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { AgentStateWord } from '@shared/ui/AgentStateWord';
import { Elapsed } from '@shared/ui/Clock';
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
  const [wanted, setWanted] = useState('');
  const field = useRef<InputRef>(null);
  const { agents: shown, isWhole } = useColleagues(wanted);
  const { agents: others } = useColleagues('');
  useHotkeys({ 'Alt+5': () => field.current?.focus() });
  const free = others?.filter((agent) => agent.state === 'ready').length ?? 0;
  return (
    <Panel
      id="directory"
      title={t('directory.title')}
      note={others && t('directory.free', { free, all: others.length })}
      className={styles.directory}
      isFlush
    >
      <div className={styles.filter}>
        <Input
          ref={field}
          allowClear={clearable}
          size="small"
          aria-label={t('directory.find')}
          placeholder={t(isWhole ? 'directory.find' : 'directory.findAll')}
          value={wanted}
          onChange={(event) => setWanted(event.target.value)}
        />
      </div>
      {!shown && <Skeleton lines={5} />}
      {shown?.length === 0 && <Empty title={t(wanted ? 'directory.noMatch' : 'directory.nobody')} />}
      <ul>
        {shown?.map((agent) => (
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
