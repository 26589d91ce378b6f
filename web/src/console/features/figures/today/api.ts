import { api } from '@shared/api/client';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

export type Unit = 'count' | 'seconds' | 'duration' | 'percent' | 'per_hour' | 'ratio';

/** A figure with its formula in words. */
export interface Measure {
  code: string;
  name: Text;
  unit: Unit;
  formula: Text;
  remark: Text | null;
  authority: string;
}

export type Value = number | null;

export interface FigureTable {
  by: string[];
  measures: string[];
  rows: { key: (string | null)[]; values: Value[] }[];
  total: Value[];
  names: Record<string, Text>;
  known_until: string;
  is_cut: boolean;
}

/** Figures told apart by something, of today or of a part of some days. */
export interface Asked {
  measures: readonly string[];
  by?: string;
  span?: 'today' | 'week';
  /** Seconds within which an answer counts. */
  within_s?: string;
  from?: string;
  to?: string;
  until?: string;
  /** Of these queues only. */
  queue?: readonly string[];
}

/** New figures come within seconds; nobody reads faster. */
const ANEW_MS = 15_000;

export const measuresQuery = queryOptions({
  queryKey: ['figures', 'measures'],
  queryFn: ({ signal }) => api.get<Measure[]>('/api/figures/measures', signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const tableQuery = (asked: Asked, turn: number) =>
  queryOptions({
    queryKey: ['figures', 'table', asked, turn],
    queryFn: ({ signal }) => {
      const { measures, queue = [], ...more } = asked;
      const wanted = new URLSearchParams(more);
      for (const id of queue) wanted.append('queue', id);
      for (const code of measures) wanted.append('measures', code);
      return api.get<FigureTable>(`/api/figures/table?${wanted}`, signal);
    },
    refetchInterval: ANEW_MS,
  });

/** Somebody who should be called, and why. */
export interface Needed {
  call_id: string;
  at: string;
  number: string;
  why: 'abandoned' | 'timed_out' | 'refused' | 'failed' | 'open';
  queue: Text | null;
  customer_id: string | null;
  waited_ms: number | null;
  times: number;
}

export interface NeededList {
  count: number;
  calls: Needed[];
}

export interface Attention {
  as_of: string;
  lost: NeededList;
  callbacks: NeededList;
  orders_late: number;
  tickets_late: number;
}

export const attentionQuery = (turn: number) =>
  queryOptions({
    queryKey: ['figures', 'attention', turn],
    queryFn: ({ signal }) => api.get<Attention>('/api/attention', signal),
    refetchInterval: ANEW_MS,
  });

export const attend = (callId: string) => api.post(`/api/attention/${callId}/attended`, { note: '' });
export const callBack = (callId: string) => api.post(`/api/calls/${callId}/callback`);
