import { api } from '@shared/api/client';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

export type Topic =
  | 'service_level'
  | 'request_level'
  | 'answer_speed'
  | 'abandonment'
  | 'handle_time'
  | 'occupancy';

/** What a figure shall reach from a day on, and who says so. */
export interface TargetSettings {
  measure: string;
  within_s: number | null;
  goal: number;
  since: string;
  source: string;
}

/** One that holds or held. An operator's source is one string, a template's is in every language. */
export interface Target extends Omit<TargetSettings, 'source'> {
  source: string | Text;
  is_ceiling: boolean;
  is_template: boolean;
}

export interface TopicTargets {
  topic: Topic;
  measures: string[];
  holds: Target | null;
  history: Target[];
}

const key = ['figures', 'targets'] as const;

export const targetsQuery = queryOptions({
  queryKey: key,
  queryFn: ({ signal }) => api.get<TopicTargets[]>('/api/figures/targets', signal),
  staleTime: 60_000,
});

export const thresholdsQuery = queryOptions({
  queryKey: ['figures', 'thresholds'],
  queryFn: ({ signal }) => api.get<number[]>('/api/figures/thresholds', signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const putTarget = (topic: Topic, settings: TargetSettings) =>
  api.put(`/api/figures/targets/${topic}`, settings);
export const removeTarget = (topic: Topic, since: string) =>
  api.delete(`/api/figures/targets/${topic}/${since}`);

/** Tell whether a figure reaches its goal; null where nothing was measured. */
export function isMet(target: Target | null | undefined, value: number | null | undefined): boolean | null {
  if (!target || value === null || value === undefined) return null;
  return target.is_ceiling ? value <= target.goal : value >= target.goal;
}

/** Say who says so. */
export const sourceOf = ({ source }: Target, text: (words: Text) => string): string =>
  typeof source === 'string' ? source : text(source);
