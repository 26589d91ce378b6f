import { api } from '@shared/api/client';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

/** Something that is expected of me. */
export interface Task {
  kind: string;
  id: string;
  no: string;
  title: Text;
  subject: string;
  state: string;
  due_at: string | null;
  is_overdue: boolean;
  expected: string;
  is_alarm: boolean;
}

export interface MyTasks {
  tasks: Task[];
  counts: { all: number; overdue: number; alarms: number };
}

const REFRESH_MS = 30_000;

export const tasksQuery = queryOptions({
  queryKey: ['tasks'] as const,
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) => api.get<MyTasks>('/api/tasks', signal),
});
