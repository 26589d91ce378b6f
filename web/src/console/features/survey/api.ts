import { api } from '@shared/api/client';
import type { Answer, Definition } from '@shared/forms/model';
import type { Text } from '@shared/rt/events';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

export const outcomes = ['success', 'no_answer', 'busy', 'wrong_information', 'refused', 'later'] as const;
export type Outcome = (typeof outcomes)[number];
export const states = ['pending', 'dealt', 'done', 'given_up'] as const;
export type State = (typeof states)[number];
export const sourceKinds = ['work_order', 'complaint', 'file'] as const;
export type SourceKind = (typeof sourceKinds)[number];

/** What was done for the customer, as far as it is known. */
export interface Subject {
  order_no?: string;
  work_order_id?: string;
  ticket_id?: string;
  type?: Text;
  area?: Text;
  crew?: Text;
  person?: string;
  hall?: string;
  address?: string;
  summary?: string;
  result?: string;
  closed_at?: string;
  closed_on?: string;
}

export interface CaseSummary {
  case_id: string;
  group_id: string;
  service: 'repair' | 'hotline' | 'hall';
  source_kind: SourceKind;
  state: State;
  outcome: Outcome | 'cut_off' | 'unrecorded' | null;
  customer_id: string | null;
  name: string;
  number: string;
  language: string;
  subject: Subject;
  attempts: number;
  next_at_ms: number;
  created_at_ms: number;
  ended_at_ms: number | null;
  agent_name: string;
  is_satisfied: boolean | null;
  nps: number | null;
}

export interface Attempt {
  number: number;
  agent_name: string;
  call_id: string | null;
  dialled_at_ms: number;
  ended_at_ms: number;
  outcome: Outcome | 'cut_off' | 'unrecorded';
}

export interface SurveyCase extends CaseSummary {
  version: number;
  attempts_max: number;
  script: Text;
  form_code: string;
  form_version: number | null;
  answers: Record<string, Answer>;
  call_id: string | null;
  held_until_ms: number | null;
  history: Attempt[];
}

export interface Pool {
  due: number;
  groups: { group_id: string; name: Text; due: number; is_open: boolean }[];
  next: CaseSummary | null;
  more_at_ms: number | null;
}

export interface Choice {
  group_id?: string;
  language?: string;
  is_retry_only?: boolean;
}

export interface Source {
  kind: SourceKind;
  codes: string[];
  area_ids: string[];
  local_network_ids: string[];
}

export interface NewGroup {
  code: string;
  name: Text;
  form_code: string;
  calendar_id: string;
  sources: Source[];
  script: Text;
  is_active: boolean;
  attempts_max: number;
  retry_after_min: number[];
  import_at: string;
  days_back: number;
  sample_pct: number;
  quiet_days: number;
  satisfied_pct: number;
}

export interface Group extends NewGroup {
  group_id: string;
  version: number;
  last_import_at_ms: number | null;
  counts: Partial<Record<State, number>>;
}

export interface Added {
  added: number;
  repeated: number;
  quiet: number;
  not_sampled: number;
  unusable: number;
}

export interface FileRead {
  good: number;
  bad: number;
  bad_lines: { line: number; field: string; code: string }[];
  columns: string[];
  ignored: string[];
  added: number | null;
  repeated: number;
  quiet: number;
}

export interface Option {
  value: string;
  name: Text;
}

export type Choices = Record<
  'questionnaires' | 'calendars' | 'work_order_types' | 'complaint_categories' | 'areas' | 'local_networks',
  Option[]
>;

const REFRESH_MS = 15_000;
const PAGE = 50;

export const keys = {
  pool: ['survey', 'pool'] as const,
  held: ['survey', 'held'] as const,
  groups: ['survey', 'groups'] as const,
  cases: ['survey', 'cases'] as const,
  choices: ['survey', 'choices'] as const,
};

const query = (choice: Choice) =>
  new URLSearchParams(
    Object.entries(choice).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])),
  );

export const poolQuery = (choice: Choice) =>
  queryOptions({
    queryKey: [...keys.pool, choice],
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => api.get<Pool>(`/api/surveys/pool?${query(choice)}`, signal),
  });

export const heldQuery = queryOptions({
  queryKey: keys.held,
  refetchInterval: REFRESH_MS, // whoever does nothing for ten minutes loses his case
  queryFn: async ({ signal }) =>
    (await api.get<SurveyCase | null>('/api/surveys/cases/held', signal)) ?? null,
});

export const formQuery = (code: string, version: number) =>
  queryOptions({
    queryKey: ['survey', 'form', code, version],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) =>
      api.get<{ definition: Definition; name: Text }>(
        `/api/forms/${encodeURIComponent(code)}/versions/${version}`,
        signal,
      ),
  });

export const groupsQuery = queryOptions({
  queryKey: keys.groups,
  queryFn: ({ signal }) => api.get<Group[]>('/api/surveys/groups', signal),
});

export const choicesQuery = queryOptions({
  queryKey: keys.choices,
  queryFn: ({ signal }) => api.get<Choices>('/api/surveys/choices', signal),
});

/** The cases of a group in a state, page by page, the latest first. */
export const casesQuery = (groupId: string, state: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.cases, groupId, state],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams();
      if (groupId) asked.set('group_id', groupId);
      if (state) asked.set('state', state);
      if (pageParam) asked.set('before', pageParam);
      return api.get<{ cases: CaseSummary[]; next_before: string | null }>(
        `/api/surveys/cases?${asked}`,
        signal,
      );
    },
    getNextPageParam: (page) => (page.cases.length === PAGE ? (page.next_before ?? undefined) : undefined),
  });

const one = (id: string) => `/api/surveys/cases/${id}`;

export const surveys = {
  take: (choice: Choice, caseId?: string) =>
    api.post<SurveyCase>('/api/surveys/cases/take', { ...choice, ...(caseId ? { case_id: caseId } : {}) }),
  dial: (id: string) => api.post<{ call_id: string; case: SurveyCase }>(`${one(id)}/calls`),
  hold: (id: string, isInterrupted: boolean) =>
    api.post(`${one(id)}/hold`, { is_interrupted: isInterrupted }),
  putBack: (id: string, isElsewhere: boolean) =>
    api.post(`${one(id)}/put_back`, { is_elsewhere: isElsewhere }),
  save: (id: string, version: number, answers: Record<string, Answer>) =>
    api.put<SurveyCase>(`${one(id)}/answers`, { version, answers }),
  conclude: (
    id: string,
    said: { version: number; outcome: Outcome; answers: Record<string, Answer>; later_at?: string },
  ) => api.post<SurveyCase>(`${one(id)}/outcome`, said),
  giveUp: (id: string) => api.post<SurveyCase>(`${one(id)}/give_up`),
  addGroup: (group: NewGroup) => api.post<Group>('/api/surveys/groups', group),
  changeGroup: (id: string, version: number, group: NewGroup) =>
    api.put<Group>(`/api/surveys/groups/${id}`, { ...group, version }),
  importNow: (id: string) => api.post<Added>(`/api/surveys/groups/${id}/imports`),
  lookAtFile: (id: string, file: Blob) =>
    api.upload<FileRead>(`/api/surveys/groups/${id}/files/dry-run`, file),
  importFile: (id: string, file: Blob) => api.upload<FileRead>(`/api/surveys/groups/${id}/files`, file),
};
