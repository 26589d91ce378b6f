import { api } from '@shared/api/client';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

export const kinds = ['report', 'complaint', 'enquiry', 'consultation'] as const;
export type Kind = (typeof kinds)[number];
export const severities = ['ordinary', 'urgent'] as const;

interface Named {
  code: string;
  name: Text;
  is_active: boolean;
  version: number;
}

/** What tickets are about; limits are hours. */
export interface Category extends Named {
  kind: Kind;
  parent_code: string | null;
  form_code: string | null;
  department_code: string | null;
  severity: (typeof severities)[number];
  work_order_type: string | null;
  limit_h: number;
  first_answer_h: number | null;
  calendar_id: string | null;
  position: number;
}

export const rungTos = ['lead', 'person', 'permission'] as const;

/** So many hours after the deadline, somebody is told. */
export interface Rung {
  after_h: number;
  to: (typeof rungTos)[number];
  person_id: string | null;
  permission: string;
}

export interface Member {
  person_id: string;
  level: number;
  name: string;
}

export interface Department extends Named {
  department_id: string;
  local_network_id: string | null;
  ladder: Rung[];
  members: Member[];
}

export interface Regulator extends Named {
  limit_h: number | null;
  position: number;
}

export interface TicketSettings {
  categories: Category[];
  departments: Department[];
  regulators: Regulator[];
}

export interface Person {
  person_id: string;
  name: string;
  login: string;
}

/** In a draft the name is called as in every other editor of this page. */
type Draft<Kept extends Named> = Omit<Kept, 'name' | 'version'> & { text: Text };
export type CategoryDraft = Draft<Category>;
export type DepartmentDraft = Omit<Draft<Department>, 'department_id' | 'members'> & {
  members: Omit<Member, 'name'>[];
};
export type RegulatorDraft = Draft<Regulator>;

export const ticketSettingsQuery = queryOptions({
  queryKey: ['ticket-settings', 'service'] as const,
  queryFn: ({ signal }) => api.get<TicketSettings>('/api/ticket-settings', signal),
});

export const colleaguesQuery = queryOptions({
  queryKey: ['ticket-settings', 'people'] as const,
  staleTime: 60_000,
  queryFn: ({ signal }) => api.get<Person[]>('/api/ticket-settings/people', signal),
});

/** What others have read of it; they must read it again. */
export const readElsewhere = [['tickets', 'settings'], ['ticket-handling-settings']] as const;

const path = '/api/ticket-settings';

export const putCategory = ({ code, text, ...rest }: CategoryDraft, version: number) =>
  api.put<Category>(`${path}/categories/${encodeURIComponent(code)}`, { ...rest, name: text, version });

export const putDepartment = (id: string | null, { text, ...rest }: DepartmentDraft, version: number) =>
  id === null
    ? api.post<Department>(`${path}/departments`, { ...rest, name: text })
    : api.put<Department>(`${path}/departments/${id}`, { ...rest, name: text, version });

export const putRegulator = ({ code, text, ...rest }: RegulatorDraft, version: number) =>
  api.put<Regulator>(`${path}/regulators/${encodeURIComponent(code)}`, { ...rest, name: text, version });
