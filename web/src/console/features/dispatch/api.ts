import { api } from '@shared/api/client';
import { ProblemError } from '@shared/api/problem';
import type { Text } from '@shared/rt/events';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { type Filter, queryOf } from './search';

export const POLL_MS = 10_000;
const PAGE = 200;

export const buckets = ['overdue', 'soon', 'later', 'waiting'] as const;
export type Bucket = (typeof buckets)[number];

/** What a dispatcher can do; the server says which of it is possible now. */
export const actions = [
  'hasten',
  'return',
  'suspend',
  'resume',
  'cancel',
  'reopen',
  'assign',
  'place',
  'book',
  'merge',
] as const;
export type Action = (typeof actions)[number];

export interface Order {
  work_order_id: string;
  order_no: string;
  type_code: string;
  severity_code: string;
  state: string;
  is_final: boolean;
  version: number;
  area_id: string | null;
  area: Text | null;
  crew_id: string | null;
  crew: Text | null;
  person_id: string | null;
  person: string | null;
  customer_id: string | null;
  ticket_id: string | null;
  product: string;
  contact_name: string;
  contact_phone: string;
  address: string;
  district_path: string;
  is_address_vague: boolean;
  description: string;
  repeat_of: string | null;
  repeat_count: number;
  outage_id: string | null;
  opened_at: string;
  due_at: string;
  assigned_at: string | null;
  accepted_at: string | null;
  set_out_at: string | null;
  arrived_at: string | null;
  suspended_at: string | null;
  closed_at: string | null;
  hastened_count: number;
  overdue_level: number;
  is_unaccepted: boolean;
  appointment_slot_id: string | null;
  appointment_on: string | null;
  appointment_from: string | null;
  appointment_to: string | null;
  result_code: string;
  cause_code: string;
  is_fixed: boolean | null;
  parts: { code: string; count: number }[];
  form_version: number | null;
  answers: Record<string, unknown>;
  note: string;
  reason: string;
  reopened_count: number;
}

export type Counts = Record<
  | 'open'
  | Bucket
  | 'no_area'
  | 'unassigned'
  | 'unaccepted'
  | 'repeat'
  | 'appointment'
  | 'outage'
  | 'conflicts',
  number
>;

export interface Page {
  items: Order[];
  counts: Counts;
  next_cursor: string | null;
}

export interface OrderEvent {
  event_id: string;
  at: string;
  client_at: string | null;
  action: string;
  from_state: string;
  to_state: string;
  actor_name: string;
  via: 'console' | 'field' | 'sms' | 'system';
  detail: Record<string, unknown>;
}

/** What a repairman sent that could not be done any more. */
export interface FieldConflict {
  conflict_id: string;
  work_order_id: string;
  person_id: string;
  person: string;
  action: string;
  code: string;
  sent: { detail?: Record<string, unknown> };
  client_at: string | null;
  at: string;
  server_state: string;
}

export interface Related {
  work_order_id: string;
  order_no: string;
  state: string;
  opened_at: string;
  kind: 'merged' | 'repeat';
}

export interface WholeOrder extends Order {
  form_code: string;
  actions: string[];
  signature: string;
  events: OrderEvent[];
  photos: { photo_id: string; media_type: string; size_bytes: number; at: string }[];
  conflicts: FieldConflict[];
  related: Related[];
}

export interface Suggestion {
  crew_id: string;
  crew: Text;
  person_id: string | null;
  person: string;
  points: number;
  reasons: { code: string; points: number; value: number | null }[];
}

/** How many open orders an area has, of those that the filter leaves. */
export interface AreaCount {
  area_id: string | null;
  open: number;
  overdue: number;
}

export interface Done {
  order: Order;
  is_duplicate: boolean;
  warnings: string[];
}

export interface Many {
  done: Done[];
  refused: { work_order_id: string; code: string; order: Order | null }[];
}

export const keys = {
  all: ['work-orders'] as const,
  list: (filter: Filter) => ['work-orders', 'list', filter] as const,
  one: (id: string) => ['work-orders', 'one', id] as const,
};

/** Asked for again and again: the server's ETag makes an unchanged page a 304, which the browser answers from its cache. */
export const listQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: keys.list(filter),
    initialPageParam: '',
    refetchInterval: POLL_MS,
    queryFn: ({ signal, pageParam }) =>
      api.get<Page>(`/api/work-orders?${queryOf(filter, { limit: PAGE, cursor: pageParam })}`, signal),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

export const byAreaQuery = (filter: Filter) =>
  queryOptions({
    queryKey: [...keys.all, 'by-area', filter],
    refetchInterval: POLL_MS,
    queryFn: ({ signal }) => api.get<AreaCount[]>(`/api/work-orders/by-area?${queryOf(filter)}`, signal),
  });

/** Who has what on a day: the orders that are assigned, or booked. More than these nobody can look at. */
export const planQuery = (filter: Filter) =>
  queryOptions({
    queryKey: [...keys.all, 'plan', filter],
    refetchInterval: 3 * POLL_MS,
    queryFn: async ({ signal }) => {
      const found: Order[] = [];
      let cursor: string | null = '';
      for (let page = 0; page < 5 && cursor !== null; page += 1) {
        const asked = queryOf({ ...filter, assigned: true }, { limit: PAGE, cursor });
        const next: Page = await api.get<Page>(`/api/work-orders?${asked}`, signal);
        found.push(...next.items);
        cursor = next.next_cursor;
      }
      return { orders: found, isCut: cursor !== null };
    },
  });

export const orderQuery = (id: string) =>
  queryOptions({
    queryKey: keys.one(id),
    refetchInterval: POLL_MS,
    queryFn: ({ signal }) => api.get<WholeOrder>(`/api/work-orders/${id}`, signal),
  });

export const suggestionsQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: [...keys.one(id), 'suggestions', version],
    queryFn: ({ signal }) => api.get<Suggestion[]>(`/api/work-orders/${id}/suggestions`, signal),
  });

export interface ForeseenMessage {
  text: string;
  parts: string[];
}

/** What whoever gets the order will read. */
export const messageQuery = (id: string, version: number) =>
  queryOptions({
    queryKey: [...keys.one(id), 'message', version],
    queryFn: ({ signal }) => api.get<ForeseenMessage>(`/api/work-orders/${id}/message`, signal),
  });

export const sameAddressQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.one(id), 'same-address'],
    queryFn: ({ signal }) => api.get<Order[]>(`/api/work-orders/${id}/same-address`, signal),
  });

export const conflictsQuery = queryOptions({
  queryKey: [...keys.all, 'conflicts'],
  queryFn: ({ signal }) =>
    api.get<(FieldConflict & { order_no: string })[]>('/api/work-orders/conflicts', signal),
});

export const photoUrl = (orderId: string, photoId: string) => `/api/work-orders/${orderId}/photos/${photoId}`;

export interface Receiver {
  crew_id: string;
  person_id: string | null;
}

interface Step {
  action: Action;
  reason?: string;
  note?: string;
  crew_id?: string;
  person_id?: string | null;
  area_id?: string;
}

const key = () => crypto.randomUUID();
const versioned = ({ work_order_id, version }: Order) => ({ work_order_id, version });

export const act = (order: Order, step: Step) =>
  api.post<Done>(`/api/work-orders/${order.work_order_id}/actions`, {
    ...step,
    version: order.version,
    key: key(),
  });

/** What is opened by hand; without an area the address tells it. */
export interface NewOrder {
  key: string;
  type_code: string;
  severity_code: string;
  address: string;
  area_id?: string | null;
  customer_id?: string | null;
  contact_name?: string;
  contact_phone?: string;
  description?: string;
  is_assigned_at_once?: boolean;
}

export const openOrder = (order: NewOrder) => api.post<Done>('/api/work-orders', order);

/** The server takes so many at once. */
const AT_ONCE = 100;

export async function assignMany(orders: Order[], to: Receiver): Promise<Many> {
  const all: Many = { done: [], refused: [] };
  for (let at = 0; at < orders.length; at += AT_ONCE) {
    const some = orders.slice(at, at + AT_ONCE).map(versioned);
    const { done, refused } = await api.post<Many>('/api/work-orders/assign', {
      orders: some,
      ...to,
      key: key(),
    });
    all.done.push(...done);
    all.refused.push(...refused);
  }
  return all;
}

export const merge = (kept: Order, duplicates: Order[]) =>
  api.post<Done>(`/api/work-orders/${kept.work_order_id}/merge`, {
    duplicates: duplicates.map(versioned),
    key: key(),
  });

export const book = (order: Order, slot_id: string, on: string) =>
  api.put<Done>(`/api/work-orders/${order.work_order_id}/appointment`, {
    slot_id,
    on,
    version: order.version,
    key: key(),
  });

export const unbook = (order: Order) =>
  api.delete(`/api/work-orders/${order.work_order_id}/appointment?version=${order.version}`);

export const resolveConflict = (conflictId: string, resolution: string) =>
  api.post<void>(`/api/work-orders/conflicts/${conflictId}/resolve`, { resolution });

export interface OutageText {
  area_id: string;
  text: Text;
  expected_until: string | null;
}

export const declareOutage = (outage: OutageText) => api.post<unknown>('/api/outages', outage);

export const correctOutage = (id: string, version: number, outage: OutageText) =>
  api.put<unknown>(`/api/outages/${id}`, { ...outage, version });

export const closeOutage = (id: string, version: number) =>
  api.post<unknown>(`/api/outages/${id}/close`, { version });

/** The order as it stands now, which a refusal carries with it; null when the error is another one. */
export function standing(error: unknown): Order | null {
  if (!(error instanceof ProblemError) || error.status !== 409) return null;
  const order = (error.facts as Record<string, unknown>).order;
  return order && typeof order === 'object' && 'work_order_id' in order ? (order as Order) : null;
}
