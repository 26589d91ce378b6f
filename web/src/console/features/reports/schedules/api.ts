import { api } from '@shared/api/client';
import type { Language } from '@shared/i18n';
import { queryOptions } from '@tanstack/react-query';
import { type Form, forms } from '../api';
import { type ReportSearch, scopes, type spans } from '../search';

export type Span = (typeof spans)[number];
export const cadences = ['daily', 'weekly', 'monthly'] as const;
export const weekdays = ['1', '2', '3', '4', '5', '6', '7'] as const;
export { forms };

export interface Asked {
  span: Span;
  by: string[];
  within_s: number | null;
  queue: string[];
  network: string[];
  agent: string[];
  group: string[];
  site: string[];
  direction: string[];
}

export interface Draft {
  report: string;
  asked: Asked;
  format: Form;
  language: Language;
  cadence: (typeof cadences)[number];
  weekday: number;
  day: number;
  /** By the operator's clock, "07:00". */
  at: string;
  role_id: string;
  is_active: boolean;
}

export type State = 'waiting' | 'sent' | 'undelivered' | 'no_mail' | 'failed';

export interface Outcome {
  state: State;
  error: string;
  count: number;
  names: string[];
}

export interface Run {
  run_id: string;
  at: string;
  is_trial: boolean;
  error: string;
  outcomes: Outcome[];
}

export interface Schedule extends Draft {
  schedule_id: string;
  version: number;
  next_at: string | null;
  runs: Run[];
}

export interface Audience {
  role_id: string;
  name: string;
  people: number;
  without_mail: number;
}

export interface Schedules {
  schedules: Schedule[];
  audiences: Audience[];
  /** False: no mail server is set up, and nothing is sent. */
  has_mail: boolean;
  time_zone: string;
}

const PATH = '/api/report-schedules';
const REFRESH_MS = 5000;

export const schedulesQuery = queryOptions({
  queryKey: ['reports', 'schedules'],
  queryFn: ({ signal }) => api.get<Schedules>(PATH, signal),
  refetchInterval: REFRESH_MS,
});

export const putSchedule = (id: string | null, draft: Draft, version: number) =>
  id === null ? api.post(PATH, { ...draft, version }) : api.put(`${PATH}/${id}`, { ...draft, version });
export const removeSchedule = (id: string) => api.delete(`${PATH}/${id}`);
export const sendNow = (id: string, to: 'me' | 'everybody') => api.post(`${PATH}/${id}/run`, { to });

export const draftOf = ({
  schedule_id: _id,
  version: _version,
  next_at: _next,
  runs: _runs,
  ...draft
}: Schedule): Draft => draft;

/** Of which days a report is usually sent. */
export const usual: Record<Draft['cadence'], Span> = {
  daily: 'yesterday',
  weekly: 'last_week',
  monthly: 'last_month',
};

/** What is asked of a report that is looked at now, of whole days that move along. */
export function askedOf(search: ReportSearch): Asked {
  const listed = (words = '') => words.split(',').filter(Boolean);
  return {
    span: usual.daily,
    by: listed(search.by),
    within_s: search.within ? Number(search.within) : null,
    ...(Object.fromEntries(scopes.map((each) => [each, listed(search[each])])) as Pick<
      Asked,
      (typeof scopes)[number]
    >),
    direction: [],
  };
}
