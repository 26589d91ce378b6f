/** What the server says to a repairman (/api/field), and what waits on his telephone to be said to it. */

export type Text = { 'zh-CN': string; en: string };

export const actions = ['accept', 'set_out', 'arrive', 'complete', 'suspend', 'resume', 'return'] as const;
export type Action = (typeof actions)[number];

export interface UsedPart {
  code: string;
  count: number;
}

export interface FieldOrder {
  work_order_id: string;
  order_no: string;
  type_code: string;
  severity_code: string;
  state: string;
  is_final: boolean;
  version: number;
  area: Text | null;
  crew: Text | null;
  person_id: string | null;
  person: string | null;
  product: string;
  contact_name: string;
  contact_phone: string;
  address: string;
  district_path: string;
  is_address_vague: boolean;
  description: string;
  repeat_count: number;
  outage_id: string | null;
  opened_at: string;
  due_at: string;
  assigned_at: string | null;
  accepted_at: string | null;
  set_out_at: string | null;
  arrived_at: string | null;
  suspended_at: string | null;
  closed_at: string | null;
  hastened_at: string | null;
  hastened_count: number;
  appointment_from: string | null;
  appointment_to: string | null;
  result_code: string;
  cause_code: string;
  parts: UsedPart[];
  has_signature: boolean;
  note: string;
  reason: string;
  reopened_count: number;
  actions: Action[];
  photo_ids: string[];
}

export interface OrderType {
  code: string;
  text: Text;
  form_code: string;
  states: Record<string, Text>;
  actions: Record<string, Action[]>;
}

export interface Choice {
  code: string;
  text: Text;
  is_fixed: boolean;
}

/** A step that could not be done and that no dispatcher has looked at yet. */
export interface KeptConflict {
  key: string;
  work_order_id: string;
  action: Action;
  code: string;
  at: string;
}

export interface Snapshot {
  person_id: string;
  name: string;
  orders: FieldOrder[];
  done: FieldOrder[];
  conflicts: KeptConflict[];
  types: OrderType[];
  severities: Record<string, Text>;
  results: Choice[];
  causes: Choice[];
  parts: Choice[];
}

export interface Detail {
  reason?: string;
  note?: string;
  result_code?: string;
  cause_code?: string;
  parts?: UsedPart[];
  form_version?: number;
  answers?: Record<string, unknown>;
  signature?: string;
}

/** What came of a step. */
export interface Answer {
  key: string;
  outcome: 'applied' | 'duplicate' | 'conflict' | 'refused';
  code: string;
  order: FieldOrder | null;
}

interface Waiting {
  /** Its place in the outbox; never given twice. */
  seq: number;
  /** Under which the server knows it again. */
  key: string;
  person_id: string;
  work_order_id: string;
  /** The order as he saw it then: it may be gone from his list meanwhile. */
  order: FieldOrder;
  /** When he did it, by his telephone. */
  at: string;
  /** `conflict` and `refused` stay until he has decided. */
  state: 'waiting' | 'conflict' | 'refused';
  code: string;
  /** How the order stands at the server, when that is why it could not be done. */
  theirs: FieldOrder | null;
}

export interface ActionEntry extends Waiting {
  kind: 'action';
  action: Action;
  base_version: number;
  detail: Detail;
}

export interface PhotoEntry extends Waiting {
  kind: 'photo';
  photo_id: string;
}

export type Entry = ActionEntry | PhotoEntry;
/** Before it has a place. */
export type NewEntry = Omit<ActionEntry, 'seq'> | Omit<PhotoEntry, 'seq'>;

export interface Me {
  person: { id: string; name: string; login: string };
  tenant: { id: string; code: string; name: string };
  permissions: string[];
  csrf_token: string;
}

export interface Form {
  code: string;
  version: number;
  definition: import('@shared/forms/model').Definition;
}
