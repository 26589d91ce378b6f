import { api } from '@shared/api/client';
import type { Answer, Definition } from '@shared/forms/model';
import type { Language } from '@shared/i18n';
import type { Text } from '@shared/rt/events';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Span } from './spans';

export const dimensions = ['service', 'hall', 'crew', 'area', 'group', 'day'] as const;
export type By = (typeof dimensions)[number];
export const services = ['', 'repair', 'hotline', 'hall'] as const;
export type Service = (typeof services)[number];

export interface Figures {
  cases: number;
  reached: number;
  answered: number;
  rated: number;
  satisfied: number;
  contact_rate_pct: number | null;
  response_rate_pct: number | null;
  satisfied_rate_pct: number | null;
  average_score_pct: number | null;
  net_promoter_score: number | null;
}

/** `text` is what it is called, where the key is not its name. */
export interface Row extends Figures {
  key: string;
  text: Text | null;
}

export interface Report {
  rows: Row[];
  total: Figures;
}

export const outcomes = [
  'success',
  'no_answer',
  'busy',
  'wrong_information',
  'refused',
  'later',
  'cut_off',
  'unrecorded',
] as const;

export interface Result {
  case_id: string;
  service: string;
  name: string;
  number: string;
  subject: { order_no?: string };
  outcome: (typeof outcomes)[number] | null;
  ended_at_ms: number;
  points: number;
  max_points: number;
  is_satisfied: boolean | null;
  nps: number | null;
}

export interface Answered extends Result {
  form_code: string;
  form_version: number | null;
  answers: Record<string, Answer>;
}

/** What is looked at: a span, a dimension, a service. */
export interface Look {
  span: Span;
  by: By;
  service: Service;
}

const path = '/api/figures/satisfaction';
const asked = ({ span, by, service }: Look) =>
  new URLSearchParams({ span, by, ...(service ? { service } : {}) });

/** `turn` makes it be asked for anew. */
export const reportQuery = (look: Look, turn: number) =>
  queryOptions({
    queryKey: ['figures', 'satisfaction', look, turn],
    queryFn: ({ signal }) => api.get<Report>(`${path}?${asked(look)}`, signal),
  });

/** The cases behind a row, page by page, the latest first. */
export const resultsQuery = (look: Look, turn: number, key: string) =>
  infiniteQueryOptions({
    queryKey: ['figures', 'results', look, turn, key],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const wanted = asked(look);
      wanted.set('key', key);
      if (pageParam) wanted.set('before', pageParam);
      return api.get<{ results: Result[]; next_before: string | null }>(`${path}/results?${wanted}`, signal);
    },
    getNextPageParam: (page) => page.next_before ?? undefined,
  });

export const answersQuery = (caseId: string) =>
  queryOptions({
    queryKey: ['figures', 'answers', caseId],
    queryFn: async ({ signal }) => {
      const found = await api.get<Answered>(`${path}/results/${caseId}`, signal);
      if (!found.form_version) return { found, definition: null };
      const form = await api.get<{ definition: Definition }>(
        `/api/forms/${encodeURIComponent(found.form_code)}/versions/${found.form_version}`,
        signal,
      );
      return { found, definition: form.definition };
    },
  });

export function exportUrl(look: Look, format: 'csv' | 'xlsx', language: Language): string {
  const wanted = asked(look);
  wanted.set('format', format);
  wanted.set('language', language);
  return `${path}/export?${wanted}`;
}
