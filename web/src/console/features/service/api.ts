import { api } from '@shared/api/client';
import type {
  Area,
  AreaSettings,
  ChoiceKind,
  Crew,
  CrewSettings,
  Lifecycle,
  Severity,
  SlotSettings,
} from '@shared/api/workOrders';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

/** Somebody who can be a repairman: he may use the field page. */
export interface Person {
  person_id: string;
  name: string;
  login: string;
}

interface FormHead {
  code: string;
  purpose: string;
  name: Text;
  live_version: number;
}

export const peopleQuery = queryOptions({
  queryKey: ['crews', 'people'],
  queryFn: ({ signal }) => api.get<Person[]>('/api/crews/people', signal),
});

export const orderFormsQuery = queryOptions({
  queryKey: ['forms', 'list'],
  queryFn: ({ signal }) => api.get<FormHead[]>('/api/forms', signal),
});

export const calendarsQuery = queryOptions({
  queryKey: ['routing', 'calendars', 'names'],
  queryFn: ({ signal }) => api.get<{ calendar_id: string; name: Text }[]>('/api/calendars/names', signal),
});

export const networksQuery = queryOptions({
  queryKey: ['local-networks'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) =>
    api.get<{ id: string; name_zh: string; name_en: string }[]>('/api/local_networks', signal),
});

/** Add what is new (version 0), or change what there is. */
export const putArea = (id: string | null, area: AreaSettings, version: number) =>
  id === null ? api.post<Area>('/api/areas', area) : api.put<Area>(`/api/areas/${id}`, { ...area, version });

export const putCrew = (id: string | null, crew: CrewSettings, version: number) =>
  id === null ? api.post<Crew>('/api/crews', crew) : api.put<Crew>(`/api/crews/${id}`, { ...crew, version });

export const putSlot = (areaId: string, id: string | null, slot: SlotSettings, version: number) =>
  id === null
    ? api.post<unknown>(`/api/areas/${areaId}/slots`, slot)
    : api.put<unknown>(`/api/areas/${areaId}/slots/${id}`, { ...slot, version });

export interface Head {
  code: string;
  text: Text;
  position: number;
  is_active: boolean;
}

export type TypeDraft = Head & { form_code: string; lifecycle: Lifecycle | null };
export type SeverityDraft = Head &
  Pick<Severity, 'within_min' | 'accept_within_min' | 'calendar_id' | 'ladder'>;
export type ChoiceDraft = Head & { is_fixed: boolean };

export const putSetting = (
  kind: 'types' | 'severities' | ChoiceKind,
  { code, ...setting }: TypeDraft | SeverityDraft | ChoiceDraft,
  version: number,
) =>
  api.put<unknown>(`/api/work-order-settings/${kind}/${encodeURIComponent(code)}`, { ...setting, version });
