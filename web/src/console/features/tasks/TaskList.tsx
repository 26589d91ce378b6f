import { DueClock } from '@console/features/tickets/handling/DueClock';
import { useText } from '@shared/i18n';
import { Pill } from '@shared/ui/Pill';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Task } from './api';
import styles from './list.module.css';

const expectations = [
  'take',
  'answer',
  'call_back',
  'confirm',
  'see_to_the_end',
  'escalated',
  'ask',
  'call_again',
  'read_score',
  'read_answer',
  'answer_appeal',
] as const;

interface TaskListProps {
  tasks: Task[];
  /** What can be done with a task on the spot. The desk shows nothing of it, and need not fetch it. */
  steps?: (task: Task) => ReactNode;
}

/** What is expected of me, the most urgent first. */
export function TaskList({ tasks, steps }: TaskListProps) {
  const { t } = useTranslation('tasks');
  const text = useText();
  return (
    <ol className={styles.list} aria-label={t('title')} data-testid="task-list">
      {tasks.map((task) => {
        const expected = expectations.find((each) => each === task.expected);
        return (
          <li key={`${task.kind} ${task.id}`} data-overdue={task.is_overdue} data-testid="task">
            <Way task={task} />
            <b>{expected ? t(`expected.${expected}`) : task.expected}</b>
            <span className={styles.what}>
              {text(task.title)}
              {task.subject && ` · ${task.subject}`}
            </span>
            {task.is_alarm && <Pill tone="danger">{t('alarm')}</Pill>}
            {task.due_at && <DueClock dueAt={task.due_at} />}
            {steps?.(task)}
          </li>
        );
      })}
    </ol>
  );
}

/** Where a task is done; a survey of something without a number is called by its kind. */
function Way({ task: { kind, id, no } }: { task: Task }) {
  const { t } = useTranslation('tasks');
  const shown = { className: styles.open, 'data-testid': 'task-open' };
  if (kind === 'survey')
    return (
      <Link to="/survey" {...shown}>
        {no || t('survey')}
      </Link>
    );
  if (kind === 'appraisal' || kind === 'appeal')
    return (
      <Link to="/appraisal" search={{ room: kind === 'appeal' ? 'appeals' : 'mine', card: id }} {...shown}>
        {no}
      </Link>
    );
  if (kind === 'work_order')
    return (
      <Link to="/dispatch" search={{ order: id }} {...shown}>
        {no}
      </Link>
    );
  return (
    <Link to="/tickets" search={{ ticket: id }} {...shown}>
      {no}
    </Link>
  );
}
