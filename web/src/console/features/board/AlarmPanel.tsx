import { useProblemMessage } from '@console/useProblemMessage';
import { api } from '@shared/api/client';
import { useText } from '@shared/i18n';
import { Can, useCan } from '@shared/perm/Can';
import type { BoardAgent, BoardAlarm } from '@shared/rt/board';
import { Elapsed } from '@shared/ui/Clock';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { useOffline } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './alarms.module.css';
import { useAlarmWords } from './useAlarmWords';

interface AlarmPanelProps {
  alarms: BoardAlarm[];
  agents: BoardAgent[];
  isStale: boolean;
  onSelect: (agentId: string) => void;
  onRules: () => void;
}

/** What is too much now, and who sees to it. */
export function AlarmPanel({ alarms, agents, isStale, onSelect, onRules }: AlarmPanelProps) {
  const { t } = useTranslation('board');
  const open = alarms.filter((alarm) => alarm.acknowledged_at_ms === null).length;
  const note = (
    <Can do="alarm.manage">
      <Button size="small" type="link" onClick={onRules} data-testid="alarm-rules">
        {t('alarms.rules')}
      </Button>
    </Can>
  );
  return (
    <Panel title={t('alarms.title', { count: open })} note={note} className={styles.panel} isFlush>
      {alarms.length === 0 && <p className={styles.none}>{t('alarms.none')}</p>}
      <ul className={styles.list} aria-live="polite">
        {alarms.map((alarm) => (
          <Line
            key={alarm.alarm_id}
            alarm={alarm}
            agent={agents.find(({ agent_id }) => agent_id === alarm.subject.id)}
            isStale={isStale}
            onSelect={onSelect}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface LineProps {
  alarm: BoardAlarm;
  agent: BoardAgent | undefined;
  isStale: boolean;
  onSelect: (agentId: string) => void;
}

function Line({ alarm, agent, isStale, onSelect }: LineProps) {
  const { t } = useTranslation('board');
  const text = useText();
  const words = useAlarmWords();
  const isSeen = alarm.acknowledged_at_ms !== null;
  const about = agent ? `${agent.name} ${agent.number}` : text(alarm.subject.name);
  return (
    <li
      className={styles.alarm}
      data-severity={alarm.severity}
      data-seen={isSeen}
      data-testid={`alarm-${alarm.kind}`}
    >
      <div className={styles.what}>
        <Pill tone={alarm.severity === 'critical' ? 'danger' : 'warn'}>
          {t(`alarms.severity.${alarm.severity}`)}
        </Pill>
        {agent ? (
          <Button size="small" type="link" onClick={() => onSelect(agent.agent_id)}>
            {about}
          </Button>
        ) : (
          <b>{about}</b>
        )}
        <time>
          <Elapsed sinceMs={alarm.raised_at_ms} />
        </time>
      </div>
      <p title={text(alarm.name)}>{words(alarm)}</p>
      {isSeen ? (
        <small>{t('alarms.seen', { who: alarm.acknowledged_by ?? '' })}</small>
      ) : (
        <Acknowledge alarm={alarm} about={about} isStale={isStale} />
      )}
    </li>
  );
}

function Acknowledge({ alarm, about, isStale }: { alarm: BoardAlarm; about: string; isStale: boolean }) {
  const { t } = useTranslation('board');
  const say = useProblemMessage();
  const offline = useOffline();
  const isAllowed = useCan('alarm.acknowledge');
  const [isBusy, setBusy] = useState(false);
  if (!isAllowed) return null;
  const acknowledge = () => {
    setBusy(true);
    void api
      .post(`/api/alarms/${alarm.alarm_id}/acknowledge`, { note: '' })
      .catch(say)
      .finally(() => setBusy(false));
  };
  return (
    <Button
      size="small"
      loading={isBusy}
      disabled={isStale || offline !== null}
      title={offline ?? undefined}
      aria-label={t('alarms.acknowledgeOf', { about })}
      onClick={acknowledge}
      data-testid="alarm-acknowledge"
    >
      {t('alarms.acknowledge')}
    </Button>
  );
}
