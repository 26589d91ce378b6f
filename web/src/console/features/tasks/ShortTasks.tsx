import { useCan } from '@shared/perm/Can';
import { PanelError } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { tasksQuery } from './api';
import styles from './list.module.css';
import { TaskList } from './TaskList';

const MOST = 5;

/** The most urgent of my tasks, for the desk between calls. */
export function ShortTasks() {
  return useCan('ticket.view') ? <Shown /> : null;
}

function Shown() {
  const { t } = useTranslation('tasks');
  const { data, error, refetch } = useQuery(tasksQuery);
  return (
    <section aria-label={t('title')} className={styles.short} data-testid="short-tasks">
      <h3>{t('title')}</h3>
      {error && !data && <PanelError error={error} onRetry={() => void refetch()} />}
      {data?.tasks.length === 0 && <p>{t('none')}</p>}
      {data && data.tasks.length > 0 && <TaskList tasks={data.tasks.slice(0, MOST)} isShort />}
      {data && data.counts.all > MOST && <Link to="/tasks">{t('all', { count: data.counts.all })}</Link>}
    </section>
  );
}

/** How many tasks I have, for the rail; nothing when there are none. */
export function TaskCount() {
  const { t } = useTranslation('tasks');
  const { data } = useQuery(tasksQuery);
  if (!data || data.counts.all === 0) return null;
  const { all, overdue } = data.counts;
  return (
    <span className={styles.count} data-overdue={overdue > 0} title={t('counts', { all, overdue })}>
      {all}
    </span>
  );
}
