import { queryOptions } from '@tanstack/react-query';
import type { Text } from '../rt/events';
import { api } from './client';

/** Where and by whom work orders are done, and what an operator has set about them; as the server sends it. */

export interface Position {
  lon: number;
  lat: number;
  at: string;
  accuracy_m: number | null;
}

/** GeoJSON (RFC 7946): [longitude, latitude]. */
export type Polygon =
  | { type: 'Polygon'; coordinates: number[][][] }
  | { type: 'MultiPolygon'; coordinates: number[][][][] };

export interface AreaSettings {
  code: string;
  text: Text;
  local_network_id: string | null;
  district_path: string;
  address_fragments: string[];
  parent_id: string | null;
  crew_id: string | null;
  polygon: Polygon | null;
}

export interface Area extends AreaSettings {
  area_id: string;
  version: number;
}

export interface MemberSettings {
  person_id: string;
  phone: string;
  skills: string[];
  is_active: boolean;
}

export interface Member extends MemberSettings {
  name: string;
  position: Position | null;
  open_orders: number;
}

export interface CrewSettings {
  code: string;
  text: Text;
  local_network_id: string | null;
  phone: string;
  lead_id: string | null;
  is_active: boolean;
  members: MemberSettings[];
}

export interface Crew extends Omit<CrewSettings, 'members'> {
  crew_id: string;
  members: Member[];
  open_orders: number;
  version: number;
}

export interface Outage {
  outage_id: string;
  area_id: string;
  text: Text;
  begins_at: string;
  expected_until: string | null;
  closed_at: string | null;
  version: number;
}

export interface Setting {
  code: string;
  text: Text;
  position: number;
  is_active: boolean;
  version: number;
}

export interface State {
  code: string;
  text: Text;
  is_final: boolean;
}

/** The state table that orders of a type live by. */
export interface Lifecycle {
  states: State[];
  transitions: { action: string; from_states: string[]; to: string | null }[];
}

export interface OrderType extends Setting {
  form_code: string;
  lifecycle: Lifecycle;
}

export const whoms = ['crew_lead', 'dispatcher', 'manager'] as const;

export interface Rung {
  after_min: number;
  whom: (typeof whoms)[number];
}

export interface Severity extends Setting {
  within_min: number;
  accept_within_min: number | null;
  calendar_id: string | null;
  ladder: Rung[];
}

export const choiceKinds = ['results', 'causes', 'parts'] as const;
export type ChoiceKind = (typeof choiceKinds)[number];

/** A result, cause or part. `is_fixed`: with this result the fault is gone. */
export interface Choice extends Setting {
  is_fixed: boolean;
}

export type Settings = {
  types: OrderType[];
  severities: Severity[];
  /** What a new type begins with. */
  default_lifecycle: Lifecycle;
} & Record<ChoiceKind, Choice[]>;

export interface SlotSettings {
  weekdays: number[];
  begins: string;
  ends: string;
  capacity: number;
  is_active: boolean;
}

export interface Slot extends SlotSettings {
  slot_id: string;
  version: number;
}

/** A slot on one day, with what is left of it. */
export interface Window {
  slot_id: string;
  on: string;
  from_at: string;
  to_at: string;
  capacity: number;
  left: number;
}

export const workOrderKeys = {
  areas: ['areas'] as const,
  crews: ['crews'] as const,
  outages: ['outages'] as const,
  settings: ['work-order-settings'] as const,
  slots: (areaId: string) => ['slots', areaId] as const,
  windows: (areaId: string, day: string) => ['windows', areaId, day] as const,
};

export const areasQuery = queryOptions({
  queryKey: workOrderKeys.areas,
  staleTime: 60_000,
  queryFn: ({ signal }) => api.get<Area[]>('/api/areas', signal),
});

export const crewsQuery = queryOptions({
  queryKey: workOrderKeys.crews,
  staleTime: 30_000,
  queryFn: ({ signal }) => api.get<Crew[]>('/api/crews', signal),
});

export const outagesQuery = queryOptions({
  queryKey: workOrderKeys.outages,
  staleTime: 30_000,
  queryFn: ({ signal }) => api.get<Outage[]>('/api/outages', signal),
});

export const slotsQuery = (areaId: string) =>
  queryOptions({
    queryKey: workOrderKeys.slots(areaId),
    queryFn: ({ signal }) => api.get<Slot[]>(`/api/areas/${areaId}/slots`, signal),
  });

export const windowsQuery = (areaId: string, day: string) =>
  queryOptions({
    queryKey: workOrderKeys.windows(areaId, day),
    queryFn: ({ signal }) => api.get<Window[]>(`/api/areas/${areaId}/windows?from=${day}&days=7`, signal),
  });

export const settingsQuery = queryOptions({
  queryKey: workOrderKeys.settings,
  staleTime: 60_000,
  queryFn: ({ signal }) => api.get<Settings>('/api/work-order-settings', signal),
});
