import { ShortTasks } from '@console/features/tasks/ShortTasks';
import { ShortcutList } from '@console/shell/Shortcuts';
import { useText } from '@shared/i18n';
import { useDesk } from '@shared/rt/store';
import { Elapsed } from '@shared/ui/Clock';
import { Panel } from '@shared/ui/Panel';
import { useTranslation } from 'react-i18next';
import styles from './desk.module.css';

/** Between calls: how the agent's queues stand, and the keys worth knowing. */
export function IdleView() {
  const { t } = useTranslation('desk');
  return (
    <Panel title={t('idle.title')} note={t('idle.hint')} className={styles.idle} isReadOnly>
      <div className={styles.idleColumns}>
        <ShortTasks place="middle" />
        <section aria-label={t('idle.queues')}>
          <h3>{t('idle.queues')}</h3>
          <Queues />
        </section>
        <section aria-label={t('idle.keys')}>
          <h3>{t('idle.keys')}</h3>
          <ShortcutList />
        </section>
      </div>
    </Panel>
  );
}

function Queues() {
  const { t } = useTranslation('desk');
  const text = useText();
  const queues = useDesk((desk) => desk.queues);
  if (queues.length === 0) return <p className={styles.listEmpty}>{t('idle.noQueues')}</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('queue.name')}</th>
          <th scope="col">{t('queue.waiting')}</th>
          <th scope="col">{t('queue.longest')}</th>
          <th scope="col">{t('queue.ready')}</th>
        </tr>
      </thead>
      <tbody>
        {queues.map((queue) => (
          <tr key={queue.queue_id} data-waiting={queue.waiting > 0}>
            <td>{text(queue.name)}</td>
            <td>{queue.waiting}</td>
            <td>{queue.longest_since_ms ? <Elapsed sinceMs={queue.longest_since_ms} /> : '—'}</td>
            <td>{queue.ready_agents}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
