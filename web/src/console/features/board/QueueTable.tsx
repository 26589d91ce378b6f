import { useText } from '@shared/i18n';
import { serverNow } from '@shared/rt/clock';
import type { BoardAgent, BoardQueue } from '@shared/rt/events';
import { Elapsed } from '@shared/ui/Clock';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';
import { LONG_WAIT_MS } from './rules';

export function QueueTable({ queues, agents }: { queues: BoardQueue[]; agents: BoardAgent[] }) {
  const { t } = useTranslation('board');
  return (
    <Panel title={t('queues.title')} note={t('queues.today')} className={styles.queues} isFlush isReadOnly>
      {queues.length === 0 && <Empty title={t('queues.none')} />}
      {queues.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              {(['name', 'waiting', 'longest', 'ready', 'offered', 'answered', 'abandoned'] as const).map(
                (column) => (
                  <th key={column} scope="col">
                    {t(`queues.${column}`)}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {queues.map((queue) => (
              <Queue key={queue.queue_id} queue={queue} agents={agents} />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Queue({ queue, agents }: { queue: BoardQueue; agents: BoardAgent[] }) {
  const { t } = useTranslation('board');
  const text = useText();
  const since = queue.longest_since_ms;
  const isLong = since !== null && serverNow() - since > LONG_WAIT_MS;
  const signedOn = agents.filter(
    (agent) => agent.state !== 'null' && agent.queues.includes(queue.queue_id),
  ).length;
  const share = queue.offered > 0 ? queue.answered / queue.offered : null;
  return (
    <tr data-tone={isLong ? 'danger' : queue.waiting > 0 ? 'warn' : 'plain'}>
      <td>
        {text(queue.name)} {!queue.is_open && <Pill>{t('queues.closed')}</Pill>}
      </td>
      <td>{queue.waiting}</td>
      <td>{since ? <Elapsed sinceMs={since} /> : '—'}</td>
      <td>
        {queue.ready_agents} / {signedOn}
      </td>
      <td>{queue.offered}</td>
      <td>
        {share !== null && (
          <span
            className={styles.share}
            role="img"
            aria-label={t('queues.share', { pct: Math.round(share * 100) })}
          >
            <i style={{ width: `${share * 100}%` }} />
          </span>
        )}
        {queue.answered}
      </td>
      <td>
        {queue.abandoned}
        {queue.short_abandoned > 0 && (
          <small className={styles.short}>{t('queues.short', { count: queue.short_abandoned })}</small>
        )}
      </td>
    </tr>
  );
}
