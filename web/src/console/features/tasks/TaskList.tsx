import { DueClock } from '@console/features/tickets/handling/DueClock';
import { useText } from '@shared/i18n';
import { Pill } from '@shared/ui/Pill';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Task } from './api';
import { CallBack } from './CallBack';
import styles from './list.module.css';

const expectations = ['take', 'answer', 'call_back', 'confirm', 'see_to_the_end', 'escalated'] as const;

/** What is expected of me, the most urgent first. */
export function TaskList({ tasks, isShort = false }: { tasks: Task[]; isShort?: boolean }) {
  const { t } = useTranslation('tasks');
  const text = useText();
  return (
    <ol className={styles.list} aria-label={t('title')} data-testid="task-list">
      {tasks.map((task) => {
        const expected = expectations.find((each) => each === task.expected);
        return (
          <li key={`${task.kind} ${task.id}`} data-overdue={task.is_overdue} data-testid="task">
            <Link to="/tickets" search={{ ticket: task.id }} className={styles.open} data-testid="task-open">
              {task.no}
            </Link>
            <b>{expected ? t(`expected.${expected}`) : task.expected}</b>
            <span className={styles.what}>
              {text(task.title)}
              {task.subject && ` · ${task.subject}`}
            </span>
            {task.is_alarm && <Pill tone="danger">{t('alarm')}</Pill>}
            {task.due_at && <DueClock dueAt={task.due_at} />}
            {!isShort && task.expected === 'call_back' && <CallBack ticketId={task.id} />}
          </li>
        );
      })}
    </ol>
  );
}
