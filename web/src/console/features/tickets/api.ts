import { api } from '@shared/api/client';
import { ProblemError } from '@shared/api/problem';
import type { Definition } from '@shared/forms/model';
import type { Text } from '@shared/rt/events';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';

export const kinds = ['report', 'complaint', 'enquiry', 'consultation'] as const;
export type Kind = (typeof kinds)[number];
export const severities = ['ordinary', 'urgent'] as const;
export type Severity = (typeof severities)[number];
export const channels = ['phone', 'sms', 'mail', 'none'] as const;
export type Channel = (typeof channels)[number];
/** How something reaches us that nobody calls about, the usual way first. */
export const ways = ['hall', 'mail', 'sms', 'web', 'call'] as const;
export type Way = (typeof ways)[number];

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

/** Who passes complaints on and wants them answered in time. */
export interface Regulator {
  code: string;
  name: Text;
  position: number;
  is_active: boolean;
}

export interface Settings {
  categories: Category[];
  departments: { department_id: string; code: string; name: Text }[];
  regulators: Regulator[];
  lifecycles: { kind: Kind; lifecycle: Lifecycle }[];
}

/** A complaint that a regulator has passed on; times as the browser's fields write them, '' for none. */
export interface RegulatorCase {
  code: string;
  case_no: string;
  received_on: string;
  due_at: string;
}

/** What has been written of a ticket so far; kept on the server. `key` makes one ticket of all its repetitions. */
export interface Content {
  key: string;
  kind: Kind;
  /** '': as usual. */
  origin: Way | '';
  category_code: string;
  product_id: string;
  resource: string;
  address: string;
  description: string;
  severity: Severity | '';
  reply_by: Channel;
  reply_to: string;
  is_settled_now: boolean;
  repeat_of: string;
  regulator: RegulatorCase;
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

/** Something that is out of order at a place. */
export interface Outage {
  outage_id: string;
  text: Text;
  area: Text;
  begins_at: string;
  expected_until: string | null;
}

/** What an acceptance now would come to, by the server's rules; without a category only the outages are known. */
export interface Prospect {
  ticket: {
    due_at: string;
    regulator_due_at: string | null;
    limit_h: number;
    department: { department_id: string; name: Text } | null;
  } | null;
  order: {
    due_at: string;
    is_repeat: boolean;
    area: { area_id: string; text: Text } | null;
    crew: { crew_id: string; text: Text; open_orders: number } | null;
  } | null;
  outages: Outage[];
}

export interface Accepted {
  ticket_id: string;
  ticket_no: string;
  is_final: boolean;
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

const questionOf = (asked: Record<string, string>) =>
  new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));

export const duplicatesQuery = (of: { customer_id: string; address: string; category: string }) =>
  queryOptions({
    queryKey: ['tickets', 'duplicates', of] as const,
    enabled: of.customer_id !== '' || of.address.length > 3,
    queryFn: ({ signal }) => api.get<Duplicate[]>(`/api/tickets/duplicates?${questionOf(of)}`, signal),
  });

/** Asked again each minute: deadlines move on, outages come and go. */
export const prospectQuery = (asked: Record<string, string>) =>
  queryOptions({
    queryKey: ['tickets', 'prospect', asked] as const,
    staleTime: 30_000,
    refetchInterval: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => api.get<Prospect>(`/api/acceptance/prospect?${questionOf(asked)}`, signal),
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
