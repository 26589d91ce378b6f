import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import type { BoardAgent, BoardQueue, BoardView, Level } from '@shared/rt/board';
import { serverNow } from '@shared/rt/clock';
import { Elapsed } from '@shared/ui/Clock';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';
import { LONG_WAIT_MS, share, waitingFirst } from './rules';
import { SwitchDialog } from './SwitchDialog';

interface QueueTableProps {
  board: BoardView;
  isStale: boolean;
}

export function QueueTable({ board, isStale }: QueueTableProps) {
  const { queues, agents, scopes } = board;
  const { t } = useTranslation('board');
  const maySwitch = useCan('queue.switch');
  const [switchedId, setSwitchedId] = useState<string | null>(null);
  const switched = queues.find((queue) => queue.queue_id === switchedId);
  return (
    <Panel title={t('queues.title')} note={t('queues.today')} isFlush isReadOnly={!maySwitch}>
      {queues.length === 0 && <Empty title={t('queues.none')} />}
      {queues.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              {(['name', 'waiting', 'longest', 'ready', 'contacts', 'level', 'abandoned'] as const).map(
                (column) => (
                  <th key={column} scope="col">
                    {t(`queues.${column}`)}
                  </th>
                ),
              )}
              {maySwitch && <th scope="col">{t('switches.column')}</th>}
            </tr>
          </thead>
          <tbody>
            {waitingFirst(queues).map((queue) => (
              <Queue
                key={queue.queue_id}
                queue={queue}
                level={board.level}
                agents={agents}
                onSwitch={maySwitch ? () => setSwitchedId(queue.queue_id) : undefined}
              />
            ))}
          </tbody>
        </table>
      )}
      {switched && (
        <SwitchDialog
          key={switched.queue_id}
          queue={switched}
          queues={scopes.queues}
          isStale={isStale}
          onClose={() => setSwitchedId(null)}
        />
      )}
    </Panel>
  );
}

interface QueueProps {
  queue: BoardQueue;
  level: Level | null;
  agents: BoardAgent[];
  onSwitch: (() => void) | undefined;
}

function Queue({ queue, level, agents, onSwitch }: QueueProps) {
  const { t } = useTranslation('board');
  const text = useText();
  const since = queue.longest_since_ms;
  const isLong = since !== null && serverNow() - since > LONG_WAIT_MS;
  const signedOn = agents.filter(
    (agent) => agent.state !== 'null' && agent.queues.includes(queue.queue_id),
  ).length;
  const atOnce = queue.short_abandoned;
  const short = atOnce > 0 ? t('queues.short', { count: atOnce }) : undefined;
  const inTime = level && share(queue.in_time, queue.judged);
  return (
    <tr data-tone={isLong ? 'danger' : queue.waiting > 0 ? 'warn' : 'plain'}>
      <td>
        {text(queue.name)} {!queue.is_open && <Pill>{t('queues.closed')}</Pill>}
        {queue.switches.map((each) => (
          <Pill key={each.kind} tone="warn">
            {t(`switches.${each.kind}`)}
          </Pill>
        ))}
      </td>
      <td>{queue.waiting}</td>
      <td>{since ? <Elapsed sinceMs={since} /> : '—'}</td>
      <td>
        {queue.ready_agents} / {signedOn}
      </td>
      <td>{level ? queue.contacts : '—'}</td>
      <td>
        {inTime !== null && level && (
          <span
            className={styles.share}
            data-met={inTime >= level.goal}
            role="img"
            aria-label={t('queues.share', { pct: Math.round(inTime) })}
          >
            <i style={{ width: `${inTime}%` }} />
          </span>
        )}
        {inTime === null ? '—' : `${Math.round(inTime)}%`}
      </td>
      <td title={short}>
        {level ? queue.abandoned : '—'}
        {short && <small className={styles.short}>{short}</small>}
      </td>
      {onSwitch && (
        <td>
          <Button
            size="small"
            aria-label={t('switches.actionOf', { queue: text(queue.name) })}
            onClick={onSwitch}
            data-testid={`switch-${queue.queue_id}`}
          >
            {t('switches.action')}
          </Button>
        </td>
      )}
    </tr>
  );
}
