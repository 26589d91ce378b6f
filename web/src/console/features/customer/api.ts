import { api } from '@shared/api/client';
import type {
  AccountManager,
  Billing,
  Candidate,
  ContactKind,
  Pop,
  Product,
  Situation,
  Text,
  TimelineItem,
} from '@shared/rt/events';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

export interface CustomerDraft {
  name: string;
  phone: string;
  address?: string;
  local_network_id?: string;
}

export interface RecordingMeta {
  recording_id: string;
  duration_ms: number;
  /** One list a side, the customer first; loudest values between 0 and 1. */
  peaks: number[][];
}

/** A customer's whole file; `version` counts the changes of him. */
export interface CustomerFile extends Pop {
  version: number;
}

/** What a billing system said of an account; `accounts`: all of the customer's. */
export interface Statement {
  account_no: string;
  accounts: { account_no: string; name: string }[];
  as_of_ms: number;
  is_stale: boolean;
}

export interface Bill {
  bill_no: string;
  month_on: string;
  due_on: string;
  total_minor: number;
  unpaid_minor: number;
  state: 'settled' | 'open' | 'overdue';
  lines: { name: Text; amount_minor: number }[];
}

export interface Payment {
  payment_no: string;
  paid_at_ms: number;
  amount_minor: number;
  method: 'cash' | 'bank' | 'card' | 'wechat' | 'alipay' | 'other';
  status: 'done' | 'pending' | 'failed' | 'refunded';
}

export interface Device {
  resource: string;
  product: Text | null;
  kind: 'onu' | 'modem' | 'set_top_box';
  model: string;
  is_online: boolean;
  signal_dbm: number | null;
  signal: 'good' | 'marginal' | 'bad' | 'unknown';
  last_seen_ms: number | null;
}

export type Bills = Statement & { bills: Bill[] };
export type Payments = Statement & { payments: Payment[] };
export type Devices = Statement & { devices: Device[] };

/** `as_of_ms`: when the billing system told the live states; null when it did not. */
export interface Products {
  products: Product[];
  as_of_ms: number | null;
  is_stale: boolean;
}

interface Found {
  candidates: Candidate[];
  has_more: boolean;
}

interface TimelinePage {
  items: TimelineItem[];
  next_before: string | null;
}

const keys = {
  one: (id: string) => ['customer', id] as const,
  managers: ['account-managers'] as const,
  search: (words: string) => ['customers', words] as const,
  billing: (id: string) => ['customer', id, 'billing'] as const,
  situation: (id: string) => ['customer', id, 'situation'] as const,
  timeline: (id: string, kind: ContactKind | null, from: string) =>
    ['customer', id, 'timeline', kind, from] as const,
  said: (id: string, what: string, account: string) => ['customer', id, what, account] as const,
  recording: (id: string) => ['recording', id] as const,
};

const REFRESH_MS = 10_000;

/** A file that lies open is kept fresh: a call that has just ended, and its recording, appear in it. */
export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: keys.one(id),
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => api.get<CustomerFile>(`/api/customers/${id}`, signal),
  });

/** The billing system is asked only for a customer who is looked up; a call brings its answer along. */
export const billingQuery = (id: string) =>
  queryOptions({
    queryKey: keys.billing(id),
    retry: false,
    queryFn: ({ signal }) => api.get<Billing>(`/api/customers/${id}/billing`, signal),
  });

const SAID_FOR_MS = 15_000;

const ask = <T>(id: string, what: string, query: Record<string, string>, signal: AbortSignal) => {
  const text = new URLSearchParams(query).toString();
  return api.get<T>(`/api/customers/${id}/${what}${text && `?${text}`}`, signal);
};

/** What a billing system says of one of a customer's accounts ("": the default one), asked when a tab needs it. */
const saidQuery = <T>(id: string, what: string, account: string) =>
  queryOptions({
    queryKey: keys.said(id, what, account),
    retry: false,
    staleTime: SAID_FOR_MS,
    queryFn: ({ signal }) => ask<T>(id, what, account ? { account } : {}, signal),
  });

export const billsQuery = (id: string, account: string) => saidQuery<Bills>(id, 'bills', account);
export const paymentsQuery = (id: string, account: string) => saidQuery<Payments>(id, 'payments', account);
export const productsQuery = (id: string) => saidQuery<Products>(id, 'products', '');
export const devicesQuery = (id: string, account: string) => saidQuery<Devices>(id, 'devices', account);

/** The same as the devices that are shown, but asked of the devices themselves, now. */
export const checkedDevicesQuery = (id: string, account: string) => ({
  ...devicesQuery(id, account),
  staleTime: 0,
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    ask<Devices>(id, 'devices', { ...(account && { account }), anew: 'true' }, signal),
});

/** A wish to have a device's authorisation sent again; its key makes one wish of all its repetitions. */
export interface RefreshWish {
  key: string;
  account: string;
  is_repeat: boolean;
}

export const refreshDevice = (id: string, resource: string, wish: RefreshWish) =>
  api.post<{ done_at_ms: number }>(
    `/api/customers/${id}/devices/${encodeURIComponent(resource)}/refresh`,
    wish,
  );

export const searchQuery = (words: string) =>
  queryOptions({
    queryKey: keys.search(words),
    enabled: words.length > 1,
    retry: false,
    queryFn: ({ signal }) => api.get<Found>(`/api/customers?${new URLSearchParams({ q: words })}`, signal),
  });

/** Contacts of one kind (null: of every kind) from a place in the timeline on; `''` is its newest end. */
export const contactsQuery = (customerId: string, kind: ContactKind | null, from: string) =>
  infiniteQueryOptions({
    queryKey: keys.timeline(customerId, kind, from),
    retry: false,
    initialPageParam: from,
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...(pageParam && { before: pageParam }), ...(kind && { kind }) });
      return api.get<TimelinePage>(`/api/customers/${customerId}/timeline?${query}`, signal);
    },
    getNextPageParam: (page) => page.next_before,
  });

const SITUATION_MS = 15_000;

/** What is going on with a customer. It comes with the pop; during the call it is asked for now and then. */
export const situationQuery = (customer: Pop) =>
  queryOptions({
    queryKey: keys.situation(customer.customer_id),
    enabled: customer.customer_id !== '',
    retry: false,
    initialData: customer.situation,
    staleTime: SITUATION_MS,
    refetchInterval: SITUATION_MS,
    queryFn: ({ signal }) => api.get<Situation>(`/api/customers/${customer.customer_id}/situation`, signal),
  });

export const recordingQuery = (id: string) =>
  queryOptions({
    queryKey: keys.recording(id),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => api.get<RecordingMeta>(`/api/recordings/${id}`, signal),
  });

/** The agents who can look after customers. */
export const managersQuery = queryOptions({
  queryKey: keys.managers,
  queryFn: ({ signal }) => api.get<AccountManager[]>('/api/customers/account_managers', signal),
});

export const changeStanding = (file: CustomerFile, level: string, managerId: string | null) =>
  api.put(`/api/customers/${file.customer_id}/standing`, {
    level,
    account_manager_agent_id: managerId,
    version: file.version,
  });

export const createCustomer = (draft: CustomerDraft) =>
  api.post<{ customer_id: string }>('/api/customers', draft);

export const reveal = (customerId: string, field: 'phone' | 'id_card') =>
  api.post<{ value: string }>(`/api/customers/${customerId}/reveal`, { field });
