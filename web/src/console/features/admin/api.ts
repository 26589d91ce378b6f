import { api } from '@shared/api/client';
import type { Text } from '@shared/rt/events';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

export const deviceKinds = ['web_phone', 'sip_phone'] as const;
export const recordingPolicies = ['by_queue', 'always', 'never'] as const;

/** A role of a person, in all local networks (null) or in some; over all teams' agents (null) or some. */
export interface Given {
  role_id: string;
  local_network_ids: string[] | null;
  agent_group_ids: string[] | null;
}

export interface AgentSettings {
  group_id: string;
  number: string;
  device_kind: (typeof deviceKinds)[number];
  recording_policy: (typeof recordingPolicies)[number];
}

export interface PersonSettings {
  login: string;
  name: string;
  /** Empty: he is sent no mail. */
  mail: string;
  is_active: boolean;
  roles: Given[];
  agent: AgentSettings | null;
}

export interface Person extends PersonSettings {
  person_id: string;
  agent_id: string | null;
  version: number;
  created_at: string;
  last_seen_at: string | null;
  /** He may do no more than who looks. */
  is_manageable: boolean;
}

/** A log-in with the password that is shown once. */
export interface NewLogin {
  login: string;
  name: string;
  password: string;
}

interface People {
  people: Person[];
  total: number;
  next: string | null;
}

export interface Role {
  role_id: string;
  code: string;
  name: string;
  permissions: string[];
  version: number;
  holders: number;
  is_grantable: boolean;
}

export interface Site {
  site_id: string;
  code: string;
  name: string;
  time_zone: string;
  local_network_id: string | null;
  version: number;
}

export interface Group {
  group_id: string;
  site_id: string;
  name: string;
  version: number;
  agents: number;
}

export interface Network {
  id: string;
  name_zh: string;
  name_en: string;
  is_administered: boolean;
}

export interface Organisation {
  sites: Site[];
  groups: Group[];
  roles: Role[];
  permissions: { code: string; is_grantable: boolean }[];
  networks: Network[];
  /** Who looks administers people in all networks. */
  is_everywhere: boolean;
}

export interface PeopleWanted {
  words: string;
  role_id: string;
  group_id: string;
  state: '' | 'active' | 'out';
}

export interface PeopleFile {
  good: number;
  agents: number;
  bad: number;
  bad_lines: { line: number; field: string; code: string }[];
  ignored: string[];
  added: NewLogin[] | null;
}

/** A reason for not ready, or a result of calls; a result may lie below another one. */
export interface Choice {
  code: string;
  name: Text;
  position: number;
  is_active: boolean;
  version: number;
}

export interface Result extends Choice {
  parent_code: string | null;
  queue_id: string | null;
}

export interface Entry {
  seq: number;
  at: string;
  actor_id: string | null;
  actor_login: string;
  actor_name: string | null;
  action: string;
  subject_kind: string;
  subject_id: string;
  subject_name: string | null;
  detail: Record<string, unknown>;
  hash: string;
}

export interface Verdict {
  entries: number;
  head: string;
  broken_at: number | null;
  broken: Entry | null;
}

export interface EntriesWanted {
  actor_id: string;
  action: string;
  subject_kind: string;
  subject_id: string;
  /** Days, both included. */
  from: string;
  to: string;
}

const PAGE = 100;

export const keys = {
  people: ['admin', 'people'] as const,
  organisation: ['admin', 'organisation'] as const,
  reasons: ['admin', 'reasons'] as const,
  results: ['admin', 'results'] as const,
  audit: ['admin', 'audit'] as const,
};

/** Only what has been chosen goes into the address. */
function asked(values: Record<string, string>): URLSearchParams {
  return new URLSearchParams(Object.entries(values).filter(([, value]) => value !== ''));
}

export const peopleQuery = ({ state, ...wanted }: PeopleWanted) =>
  infiniteQueryOptions({
    queryKey: [...keys.people, wanted, state],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const is_active = state === '' ? '' : String(state === 'active');
      return api.get<People>(
        `/api/people?${asked({ ...wanted, is_active, after: pageParam, limit: String(PAGE) })}`,
        signal,
      );
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });

export const personQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.people, 'one', id],
    retry: false,
    queryFn: ({ signal }) => api.get<Person>(`/api/people/${encodeURIComponent(id)}`, signal),
  });

/** A few people whose names or log-ins hold some words, to choose from. */
export const someoneQuery = (words: string) =>
  queryOptions({
    queryKey: [...keys.people, 'someone', words],
    queryFn: ({ signal }) => api.get<People>(`/api/people?${asked({ words, limit: '20' })}`, signal),
  });

export const organisationQuery = queryOptions({
  queryKey: keys.organisation,
  queryFn: ({ signal }) => api.get<Organisation>('/api/organisation', signal),
});

export const reasonsQuery = queryOptions({
  queryKey: keys.reasons,
  queryFn: ({ signal }) => api.get<Choice[]>('/api/not-ready-reasons', signal),
});

export const resultsQuery = queryOptions({
  queryKey: keys.results,
  queryFn: ({ signal }) => api.get<Result[]>('/api/result-codes', signal),
});

const DAY_MS = 86_400_000;

export const entriesQuery = ({ from, to, ...wanted }: EntriesWanted) =>
  infiniteQueryOptions({
    queryKey: [...keys.audit, wanted, from, to],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => {
      const day = (text: string, later = 0) =>
        text && new Date(new Date(`${text}T00:00`).getTime() + later).toISOString();
      const before = pageParam === 0 ? '' : String(pageParam);
      const span = { since: day(from), until: day(to, DAY_MS), before, limit: String(PAGE) };
      return api.get<Entry[]>(`/api/audit/entries?${asked({ ...wanted, ...span })}`, signal);
    },
    getNextPageParam: (page) => (page.length === PAGE ? page.at(-1)?.seq : undefined),
  });

export const verifyAudit = () => api.post<Verdict>('/api/audit/verification');

export const addPerson = (person: PersonSettings) =>
  api.post<Person & { password: string }>('/api/people', person);

export const changePerson = (id: string, person: PersonSettings, version: number) =>
  api.put<Person>(`/api/people/${id}`, { ...person, version });

export const resetPassword = (id: string) => api.post<{ password: string }>(`/api/people/${id}/password`);

export const lookAtPeople = (file: Blob) => api.upload<PeopleFile>('/api/people/files/dry-run', file);

export const importPeople = (file: Blob) => api.upload<PeopleFile>('/api/people/files', file);

/** Add what is new (id null), or change what there is. */
const put = (path: string, id: string | null, body: object, version: number) =>
  id === null ? api.post<unknown>(path, body) : api.put<unknown>(`${path}/${id}`, { ...body, version });

export type RoleDraft = Pick<Role, 'code' | 'name' | 'permissions'>;
export type SiteDraft = Pick<Site, 'code' | 'name' | 'time_zone' | 'local_network_id'>;
export type GroupDraft = Pick<Group, 'name' | 'site_id'>;

export const putRole = (id: string | null, role: RoleDraft, version: number) =>
  put('/api/roles', id, role, version);
export const putSite = (id: string | null, site: SiteDraft, version: number) =>
  put('/api/sites', id, site, version);
export const putGroup = (id: string | null, group: GroupDraft, version: number) =>
  put('/api/agent-groups', id, group, version);

export const putReason = ({ code, ...reason }: Choice) =>
  api.put<Choice>(`/api/not-ready-reasons/${encodeURIComponent(code)}`, reason);

export const putResult = ({ code, ...result }: Result) =>
  api.put<Result>(`/api/result-codes/${encodeURIComponent(code)}`, result);
