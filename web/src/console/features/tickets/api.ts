import { api } from '@shared/api/client';
import { ProblemError } from '@shared/api/problem';
import type { Definition } from '@shared/forms/model';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

export const kinds = ['report', 'complaint', 'enquiry', 'consultation'] as const;
export type Kind = (typeof kinds)[number];
export const severities = ['ordinary', 'urgent'] as const;
export type Severity = (typeof severities)[number];
export const channels = ['phone', 'sms', 'mail', 'none'] as const;
export type Channel = (typeof channels)[number];

export interface Category {
  code: string;
  kind: Kind;
  name: Text;
  parent_code: string | null;
  form_code: string | null;
  department_code: string | null;
  severity: Severity;
  limit_h: number;
  work_order_type?: string | null;
  is_active: boolean;
  position: number;
}

export interface Lifecycle {
  states?: { code: string; text: Text }[];
  transitions: { action: string; from_states: string[]; to: string | null }[];
}

export interface Settings {
  categories: Category[];
  departments: { department_id: string; code: string; name: Text }[];
  lifecycles: { kind: Kind; lifecycle: Lifecycle }[];
}

/** What has been written of a ticket so far; kept on the server. `key` makes one ticket of all its repetitions. */
export interface Content {
  key: string;
  kind: Kind;
  category_code: string;
  resource: string;
  address: string;
  description: string;
  severity: Severity | '';
  reply_by: Channel;
  reply_to: string;
  is_settled_now: boolean;
  repeat_of: string;
  answers: Record<string, unknown>;
  caller_name: string;
  caller_number: string;
}

export interface Draft {
  slot: string;
  version: number;
  content: Partial<Content>;
}

export interface Duplicate {
  ticket_id: string;
  ticket_no: string;
  kind: Kind;
  category: Text;
  accepted_at: string;
  due_at?: string;
  address: string;
  reasons: ('same_customer' | 'same_address' | 'same_district')[];
}

export interface Accepted {
  ticket_id: string;
  ticket_no: string;
  due_at: string;
}

export interface PublishedForm {
  version: number;
  definition: Definition;
}

export const settingsQuery = queryOptions({
  queryKey: ['tickets', 'settings'] as const,
  staleTime: 60_000,
  queryFn: ({ signal }) => api.get<Settings>('/api/ticket-settings', signal),
});

export const formQuery = (code: string) =>
  queryOptions({
    queryKey: ['tickets', 'form', code] as const,
    enabled: code !== '',
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      api.get<PublishedForm>(`/api/forms/${encodeURIComponent(code)}/versions/published`, signal),
  });

export const duplicatesQuery = (of: { customer_id: string; address: string; category: string }) =>
  queryOptions({
    queryKey: ['tickets', 'duplicates', of] as const,
    enabled: of.customer_id !== '' || of.address.length > 3,
    queryFn: ({ signal }) => {
      const asked = new URLSearchParams(Object.entries(of).filter(([, value]) => value !== ''));
      return api.get<Duplicate[]>(`/api/tickets/duplicates?${asked}`, signal);
    },
  });

const draftPath = (slot: string) => `/api/tickets/drafts/${encodeURIComponent(slot)}`;

/** The draft of a slot, null when none was saved. Asked once: from then on the page knows better. */
export const draftQuery = (slot: string) =>
  queryOptions({
    queryKey: ['tickets', 'draft', slot] as const,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      try {
        return await api.get<Draft>(draftPath(slot), signal);
      } catch (error) {
        if (error instanceof ProblemError && error.code === 'draft-not-found') return null;
        throw error;
      }
    },
  });

export const saveDraft = (slot: string, version: number, content: Content) =>
  api.put<Draft>(draftPath(slot), { version, content });

export const accept = (body: Record<string, unknown>) => api.post<Accepted>('/api/tickets', body);
