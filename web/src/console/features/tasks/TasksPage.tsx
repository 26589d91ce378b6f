import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Task, tasksQuery } from './api';
import { CallBack } from './CallBack';
import styles from './list.module.css';
import { TaskList } from './TaskList';

/** All that is expected of me. */
export function TasksPage() {
  const { t } = useTranslation('tasks');
  const { data, error, refetch } = useQuery(tasksQuery);
  return (
    <div className={styles.page} data-testid="tasks-page">
      <Panel
        title={t('title')}
        note={data && t('counts', { all: data.counts.all, overdue: data.counts.overdue })}
      >
        {error && <PanelError error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton lines={6} />}
        {data?.tasks.length === 0 && <Empty title={t('none')} hint={t('noneHint')} />}
        {data && data.tasks.length > 0 && <TaskList tasks={data.tasks} steps={stepsOf} />}
      </Panel>
    </div>
  );
}

const stepsOf = ({ kind, expected, id }: Task) =>
  kind === 'ticket' && expected === 'call_back' && <CallBack ticketId={id} />;
