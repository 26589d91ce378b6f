import { api } from '@shared/api/client';
import type { AccountManager, Billing, Candidate, Pop, TimelineItem } from '@shared/rt/events';
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
  timeline: (id: string, lastId: string | undefined) => ['customer', id, 'timeline', lastId] as const,
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

export const searchQuery = (words: string) =>
  queryOptions({
    queryKey: keys.search(words),
    enabled: words.length > 1,
    retry: false,
    queryFn: ({ signal }) => api.get<Found>(`/api/customers?${new URLSearchParams({ q: words })}`, signal),
  });

/** Contacts older than the last of those that came with the customer. */
export const olderContactsQuery = (customerId: string, lastId: string | undefined) =>
  infiniteQueryOptions({
    queryKey: keys.timeline(customerId, lastId),
    enabled: false,
    initialPageParam: lastId ?? '',
    queryFn: ({ pageParam, signal }) =>
      api.get<TimelinePage>(
        `/api/customers/${customerId}/timeline?${new URLSearchParams({ before: pageParam })}`,
        signal,
      ),
    getNextPageParam: (page) => page.next_before,
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
