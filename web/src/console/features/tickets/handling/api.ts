import { api } from '@shared/api/client';
import type { Definition } from '@shared/forms/model';
import type { Text } from '@shared/rt/events';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Filter, type Kind, queryOf } from './search';

export const replyWays = ['sms', 'mail', 'phone', 'none'] as const;
export type ReplyWay = (typeof replyWays)[number];

/** A ticket as a list tells it. */
export interface Ticket {
  ticket_id: string;
  ticket_no: string;
  kind: Kind;
  category_code: string;
  category: Text;
  severity: 'urgent' | 'ordinary';
  state: string;
  is_final: boolean;
  version: number;
  customer_id: string | null;
  caller_name: string;
  caller_number: string;
  address: string;
  department_id: string | null;
  department: Text | null;
  first_responsible: string;
  handler: string | null;
  accepted_at: string;
  due_at: string;
  first_answer_due_at: string | null;
  first_answer_at: string | null;
  answered_at: string | null;
  closed_at: string | null;
  is_overdue: boolean;
  is_unanswered: boolean;
  is_call_pending: boolean;
  is_reply_lost: boolean;
  is_settled_now: boolean;
  is_satisfied: boolean | null;
  level: number;
  reopened_count: number;
  regulator_code: string | null;
  work_order_id: string | null;
  is_order_open: boolean;
  description: string;
}

export interface TicketEvent {
  event_id: string;
  at: string;
  action: string;
  from_state: string | null;
  to_state: string | null;
  person: string | null;
  detail: {
    text?: string;
    note?: string;
    reason?: string;
    department?: Text;
    person?: string;
    by?: string;
    is_reached?: boolean;
    is_satisfied?: boolean;
    level?: number;
    order_no?: string;
  };
}

export interface Reply {
  reply_id: string;
  by: ReplyWay;
  recipient: string;
  text: string;
  state: 'pending' | 'sent' | 'given' | 'failed';
  at: string;
  done_at: string | null;
  attempts: number;
  person: string | null;
}

/** A ticket with all that belongs to it. */
export interface WholeTicket extends Ticket {
  origin: string;
  resource: string;
  form_code: string | null;
  form_version: number | null;
  answers: Record<string, unknown>;
  reply_by: ReplyWay;
  reply_to: string;
  repeat_of: string | null;
  /** The order that it complains of. */
  about_order_id: string | null;
  regulator_case_no: string | null;
  regulator_received_on: string | null;
  regulator_due_at: string | null;
  actions: string[];
  events: TicketEvent[];
  replies: Reply[];
}

export interface Settings {
  categories: { code: string; kind: Kind; name: Text; parent_code: string | null; is_active: boolean }[];
  departments: { department_id: string; name: Text; is_active: boolean }[];
  regulators: { code: string; name: Text }[];
  lifecycles: { kind: Kind; lifecycle: { states: { code: string; text: Text; is_final: boolean }[] } }[];
}

export interface Person {
  person_id: string;
  name: string;
  login: string;
}

/** What is done with a ticket; `version` and `key` are added when it is sent. */
export type Act =
  | { action: 'take' }
  | { action: 'hand_over'; department_id?: string; person_id?: string; note?: string }
  | { action: 'note'; text: string; has_contacted?: boolean }
  | { action: 'answer'; text: string; by: ReplyWay; recipient?: string }
  | { action: 'call_made'; is_reached: boolean; note?: string }
  | { action: 'confirm'; is_satisfied: boolean; note?: string }
  | { action: 'close'; note?: string }
  | { action: 'reopen' | 'cancel'; reason: string };

const REFRESH_MS = 20_000;

export const ticketKeys = {
  all: ['ticket-handling'] as const,
  one: (id: string) => ['ticket-handling', 'one', id] as const,
};

export const ticketsQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: [...ticketKeys.all, 'list', filter] as const,
    initialPageParam: '',
    refetchInterval: REFRESH_MS,
    queryFn: ({ pageParam, signal }) =>
      api.get<{ tickets: Ticket[]; next_before: string | null }>(
        `/api/tickets?${queryOf(filter, pageParam)}`,
        signal,
      ),
    getNextPageParam: (page) => page.next_before,
  });

export const ticketQuery = (id: string) =>
  queryOptions({
    queryKey: ticketKeys.one(id),
    retry: false,
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => api.get<WholeTicket>(`/api/tickets/${encodeURIComponent(id)}`, signal),
  });

export const settingsQuery = queryOptions({
  queryKey: ['ticket-handling-settings'] as const,
  staleTime: 60_000,
  queryFn: ({ signal }) => api.get<Settings>('/api/ticket-settings', signal),
});

export const peopleQuery = queryOptions({
  queryKey: ['ticket-handling-settings', 'people'] as const,
  staleTime: 60_000,
  queryFn: ({ signal }) => api.get<Person[]>('/api/ticket-settings/people', signal),
});

export const formQuery = (code: string, version: number) =>
  queryOptions({
    queryKey: ['forms', 'version', code, version] as const,
    staleTime: Number.POSITIVE_INFINITY, // a published version never changes
    queryFn: ({ signal }) =>
      api.get<{ definition: Definition }>(`/api/forms/${code}/versions/${version}`, signal),
  });

/** Call whoever waits for the ticket's reply. */
export const dial = (id: string) =>
  api.post<{ call_id: string }>(`/api/tickets/${encodeURIComponent(id)}/calls`, {});

/** Do something with a ticket; `key` makes one deed of all its repetitions. */
export const actOn = (id: string, version: number, key: string, act: Act) =>
  api.post<WholeTicket>(`/api/tickets/${id}/actions`, { ...act, version, key });
