import { api } from '@shared/api/client';
import type { Candidate, Pop, TimelineItem } from '@shared/rt/events';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

export interface CustomerDraft {
  name: string;
  phone: string;
  address?: string;
  local_network_id?: string;
}

export interface RecordingMeta {
  recording_id: string;
  duration_s: number;
  /** One list per channel, the customer first; loudest values between 0 and 1. */
  peaks: number[][];
}

const keys = {
  one: (id: string) => ['customer', id] as const,
  search: (words: string) => ['customers', words] as const,
  timeline: (id: string) => ['customer', id, 'timeline'] as const,
  recording: (id: string) => ['recording', id] as const,
};

export const customerQuery = (id: string) =>
  queryOptions({
    queryKey: keys.one(id),
    queryFn: ({ signal }) => api.get<Pop>(`/api/customers/${id}`, signal),
  });

export const searchQuery = (words: string) =>
  queryOptions({
    queryKey: keys.search(words),
    enabled: words.length > 1,
    queryFn: async ({ signal }) => {
      const found = await api.get<{ items: Candidate[] }>(
        `/api/customers?${new URLSearchParams({ q: words })}`,
        signal,
      );
      return found.items;
    },
  });

/** Contacts older than those that the call brought along. */
export const olderContactsQuery = (customerId: string, beforeMs: number) =>
  infiniteQueryOptions({
    queryKey: [...keys.timeline(customerId), beforeMs] as const,
    enabled: false,
    initialPageParam: beforeMs,
    queryFn: async ({ pageParam, signal }) => {
      const page = await api.get<{ items: TimelineItem[] }>(
        `/api/customers/${customerId}/timeline?before=${pageParam}`,
        signal,
      );
      return page.items;
    },
    getNextPageParam: (last) => last.at(-1)?.at_ms,
  });

export const recordingQuery = (id: string) =>
  queryOptions({
    queryKey: keys.recording(id),
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => api.get<RecordingMeta>(`/api/recordings/${id}`, signal),
  });

export const createCustomer = (draft: CustomerDraft) =>
  api.post<{ customer_id: string }>('/api/customers', draft);

export const reveal = (customerId: string, field: 'phone' | 'id_card') =>
  api.post<{ value: string }>(`/api/customers/${customerId}/reveal`, { field });
