import { api } from '@shared/api/client';
import type { Text } from '@shared/rt/events';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Span } from './spans';
import { momentsOf } from './spans';

export interface CallRecord {
  call_id: string;
  direction: string;
  number: string;
  called: string;
  started_at: string;
  wait_ms: number | null;
  talk_ms: number;
  is_recorded: boolean;
  /** The caller hung up before he had really waited. */
  is_short_abandon: boolean;
  outcome: string;
  cause: string;
  queue: Text | null;
  agent: Text | null;
}

/** Why a call came to an agent, as the distribution engine said at that moment. */
export interface OfferReason {
  choice: string;
  candidates: number;
  strategy: string | null;
  is_skill_preferred: boolean;
  priority: number;
  waited_ms: number;
  is_front: boolean;
  guest_of: string | null;
}

/** One fact; `names` says what the ids in its data are called, by the data's keys. */
export interface CallEvent {
  seq: number;
  at: string;
  kind: string;
  data: Record<string, unknown> & { why?: OfferReason };
  names: Record<string, Text>;
}

export interface Callback {
  call_id: string;
  queue: Text | null;
  number: string;
  requested_at: string;
  status: 'open' | 'done' | 'failed';
}

const PAGE = 100;
const REFRESH_MS = 10_000;

const keys = {
  list: (span: Span, asOfMs: number) => ['calls', span, asOfMs] as const,
  events: (id: string) => ['calls', id, 'events'] as const,
  callbacks: ['callbacks'] as const,
};

/** Calls that began in a span which ends now at the latest, page by page, latest first. */
export const callsQuery = (span: Span, asOfMs: number) =>
  infiniteQueryOptions({
    queryKey: keys.list(span, asOfMs),
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams({ ...momentsOf(span, asOfMs), limit: String(PAGE) });
      if (pageParam) asked.set('before', pageParam);
      return api.get<CallRecord[]>(`/api/calls?${asked}`, signal);
    },
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.call_id : undefined),
  });

/** A history that lies open is kept fresh: the wrap-up comes after the end. */
export const eventsQuery = (id: string) =>
  queryOptions({
    queryKey: keys.events(id),
    retry: false,
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => api.get<CallEvent[]>(`/api/calls/${encodeURIComponent(id)}/events`, signal),
  });

export const callbacksQuery = queryOptions({
  queryKey: keys.callbacks,
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) => api.get<Callback[]>('/api/callbacks?limit=500', signal),
});
