import { api } from '@shared/api/client';
import { useText } from '@shared/i18n';
import type { Text } from '@shared/rt/events';
import { shortTime } from '@shared/ui/format';
import { Pill } from '@shared/ui/Pill';
import { PanelError } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from './tasks.module.css';

interface Task {
  kind: string;
  id: string;
  no: string;
  title: Text;
  subject: string;
  due_at: string;
  is_overdue: boolean;
  expected: 'take' | 'answer' | 'call_back' | 'confirm' | 'see_to_the_end' | 'escalated';
}

/** What I have to see to, the most pressing first. */
export function MyTasks() {
  const { t } = useTranslation('tasks');
  const text = useText();
  const { data, error, refetch } = useQuery({
    queryKey: ['tasks'],
    refetchInterval: 30_000,
    queryFn: ({ signal }) => api.get<{ tasks: Task[] }>('/api/tasks', signal),
  });
  const tasks = data?.tasks.filter(({ kind }) => kind === 'ticket') ?? [];
  return (
    <section className={styles.tasks} aria-label={t('title')} data-testid="tasks">
      <h3>{t('title')}</h3>
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {data && tasks.length === 0 && <p>{t('none')}</p>}
      {tasks.map((task) => (
        <Link
          key={task.id}
          to="/tickets"
          search={{ ticket: task.id }}
          className={styles.task}
          data-testid={`task-${task.id}`}
        >
          <b>{task.subject || task.no}</b>
          <span>{[t(`expected.${task.expected}`), text(task.title)].join(' · ')}</span>
          <span>
            {task.is_overdue && <Pill tone="danger">{t('overdue')}</Pill>}{' '}
            {shortTime(Date.parse(task.due_at))}
          </span>
        </Link>
      ))}
    </section>
  );
}
