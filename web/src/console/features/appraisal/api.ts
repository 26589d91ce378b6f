import { api } from '@shared/api/client';
import type { Language } from '@shared/i18n';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';
import type { Unit } from '../figures/today/api';

export const subjects = ['agent', 'group'] as const;
export type Subject = (typeof subjects)[number];

/** A measure with all points at its target, and none at `zero_at`: the greater one tells which way is better. */
export interface Line {
  measure: string;
  weight: number;
  target: number;
  zero_at: number;
}

export interface TemplateDraft {
  name: Text;
  subject: Subject;
  lines: Line[];
  is_active: boolean;
}

export interface Template extends TemplateDraft {
  template_id: string;
  version: number;
}

export interface MeasureChoice {
  code: string;
  name: Text;
  unit: Unit;
  formula: Text;
}

export interface Measured extends Line {
  name: Text;
  unit: Unit;
  formula: Text;
  has_calls: boolean;
}

export interface Month {
  month_id: string;
  template_id: string;
  name: Text;
  subject: Subject;
  month: string;
  measures: Measured[];
  computed_at: string;
  known_until: string;
  /** The template has changed since. */
  is_stale: boolean;
  published_at: string | null;
  published_by: string | null;
  appeals_until: string | null;
}

export interface Scored {
  measure: string;
  value: number | null;
  points: number | null;
}

export interface Appeal {
  text: string;
  made_at: string;
  state: 'open' | 'accepted' | 'rejected';
  answer: string;
  answered_by: string | null;
  answered_at: string | null;
  corrections: Record<string, number | null> | null;
  points: number | null;
  weight: number | null;
}

export interface Card {
  card_id: string;
  agent_id: string | null;
  group_id: string;
  name: string;
  number: string;
  group: string;
  scored: Scored[];
  /** The same, after an appeal was accepted. */
  held: Scored[];
  points: number | null;
  /** How much of 100 could be counted. */
  weight: number;
  appeal: Appeal | null;
}

export interface Whole {
  month: Month;
  card: Card;
}

/** One's own, or one's team's; new until one has looked at it. */
export interface Mine extends Whole {
  is_new: boolean;
}

export interface Calls {
  calls: {
    call_id: string;
    at: string;
    outcome: string | null;
    direction: string | null;
    number: string | null;
  }[];
  is_cut: boolean;
}

export interface Correction {
  measure: string;
  value: number | null;
}

const all = ['appraisal'] as const;
export const keys = {
  all,
  templates: [...all, 'templates'] as const,
  months: [...all, 'months'] as const,
  mine: [...all, 'mine'] as const,
  appealed: [...all, 'appealed'] as const,
};

export const templatesQuery = queryOptions({
  queryKey: keys.templates,
  queryFn: ({ signal }) => api.get<Template[]>('/api/appraisal/templates', signal),
});

export const measuresQuery = queryOptions({
  queryKey: [...all, 'measures'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => api.get<MeasureChoice[]>('/api/appraisal/measures', signal),
});

export const monthsQuery = queryOptions({
  queryKey: keys.months,
  queryFn: ({ signal }) => api.get<Month[]>('/api/appraisal/months', signal),
});

export const monthQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.months, id],
    queryFn: ({ signal }) =>
      api.get<{ month: Month; cards: Card[] }>(`/api/appraisal/months/${encodeURIComponent(id)}`, signal),
  });

export const mineQuery = queryOptions({
  queryKey: keys.mine,
  queryFn: ({ signal }) => api.get<Mine[]>('/api/appraisal/cards/mine', signal),
});

export const appealedQuery = queryOptions({
  queryKey: keys.appealed,
  queryFn: ({ signal }) => api.get<Whole[]>('/api/appraisal/cards/appealed', signal),
});

export const callsQuery = (card: string, measure: string) =>
  queryOptions({
    queryKey: [...all, 'calls', card, measure],
    queryFn: ({ signal }) =>
      api.get<Calls>(`/api/appraisal/cards/${card}/calls?${new URLSearchParams({ measure })}`, signal),
  });

export const putTemplate = (id: string | null, draft: TemplateDraft, version: number) =>
  id === null
    ? api.post<Template>('/api/appraisal/templates', draft)
    : api.put<Template>(`/api/appraisal/templates/${id}`, { ...draft, version });

export const compute = (template_id: string, month: string) =>
  api.post<Month>('/api/appraisal/months', { template_id, month: `${month}-01` });

export const publish = ({ month_id, computed_at }: Month) =>
  api.post<Month>(`/api/appraisal/months/${month_id}/publication`, { computed_at });

export const see = (card: string) => api.put(`/api/appraisal/cards/${card}/seen`, {});

export const fetchMonth = (id: string, form: 'xlsx' | 'csv', language: Language) =>
  api.file(`/api/appraisal/months/${id}/file?${new URLSearchParams({ format: form, language })}`);

export const appeal = (card: string, text: string) =>
  api.post<Appeal>(`/api/appraisal/cards/${card}/appeal`, { text });

export const answerAppeal = (card: string, answer: string, corrections: Correction[] | null) =>
  api.post<Appeal>(`/api/appraisal/cards/${card}/appeal/answer`, { answer, corrections });
