import { useCanAny } from '@shared/perm/Can';
import { PanelError } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { tasksQuery } from './api';
import styles from './list.module.css';
import { taskPermissions } from './permissions';
import { TaskList } from './TaskList';

const MOST = 5;

interface Props {
  /** The side has room for them on a wide screen, the middle on a narrow one: they show once. */
  place: 'side' | 'middle';
}

/** The most urgent of my tasks, for the desk. */
export function ShortTasks({ place }: Props) {
  return useCanAny(taskPermissions) ? <Shown place={place} /> : null;
}

function Shown({ place }: Props) {
  const { t } = useTranslation('tasks');
  const { data, error, refetch } = useQuery(tasksQuery);
  return (
    <section aria-label={t('title')} className={styles[place]} data-testid="short-tasks">
      <h3>{t('title')}</h3>
      {error && !data && <PanelError error={error} onRetry={() => void refetch()} />}
      {data?.tasks.length === 0 && <p>{t('none')}</p>}
      {data && data.tasks.length > 0 && <TaskList tasks={data.tasks.slice(0, MOST)} />}
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
