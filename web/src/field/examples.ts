/** For tests: an order, a snapshot, a shelf that forgets. */
import type { Shelf } from './data/shelf';
import type { Action, Entry, FieldOrder, NewEntry, Snapshot } from './model';

const text = (words: string) => ({ 'zh-CN': words, en: words });

export const order = (more: Partial<FieldOrder> = {}): FieldOrder => ({
  work_order_id: 'a',
  order_no: '261122-0420713',
  type_code: 'repair',
  severity_code: 'urgent',
  state: 'assigned',
  is_final: false,
  version: 2,
  area: null,
  crew: text('crew'),
  person_id: 'me',
  person: 'Li',
  product: '',
  contact_name: 'Zhou',
  contact_phone: '+8613812342246',
  address: 'Hongmei 42',
  district_path: '',
  is_address_vague: false,
  description: 'LOS',
  repeat_count: 0,
  outage_id: null,
  opened_at: '2026-11-22T08:00:00Z',
  due_at: '2026-11-23T08:00:00Z',
  assigned_at: '2026-11-22T08:10:00Z',
  accepted_at: null,
  set_out_at: null,
  arrived_at: null,
  suspended_at: null,
  closed_at: null,
  hastened_at: null,
  hastened_count: 0,
  appointment_from: null,
  appointment_to: null,
  result_code: '',
  cause_code: '',
  parts: [],
  has_signature: false,
  note: '',
  reason: '',
  reopened_count: 0,
  actions: ['accept', 'return'],
  photo_ids: [],
  ...more,
});

export const snapshot = (more: Partial<Snapshot> = {}): Snapshot => ({
  person_id: 'me',
  name: 'Li',
  orders: [order()],
  done: [],
  conflicts: [],
  types: [
    {
      code: 'repair',
      text: text('Repair'),
      form_code: '',
      states: {
        assigned: text('Assigned'),
        accepted: text('Accepted'),
        suspended: text('Suspended'),
        completed: text('Completed'),
      },
      actions: { assigned: ['accept', 'return'], accepted: ['suspend', 'complete'], suspended: ['resume'] },
    },
  ],
  severities: {},
  results: [],
  causes: [],
  parts: [],
  ...more,
});

const waiting = (orderId: string, key: string) =>
  ({
    key,
    person_id: 'me',
    work_order_id: orderId,
    order: order({ work_order_id: orderId }),
    at: '2026-11-22T09:00:00Z',
    state: 'waiting',
    code: '',
    theirs: null,
  }) as const;

export const step = (orderId: string, action: Action, key: string): NewEntry => ({
  ...waiting(orderId, key),
  kind: 'action',
  action,
  base_version: 2,
  detail: {},
});
export const photo = (orderId: string, key: string): NewEntry => ({
  ...waiting(orderId, key),
  kind: 'photo',
  photo_id: key,
});

export function forgetfulShelf(): Shelf {
  const kept = new Map<string, unknown>();
  const outbox = new Map<number, Entry>();
  let last = 0;
  return {
    read: async <T>(name: string) => kept.get(name) as T | undefined,
    async write(name, value) {
      kept.set(name, value);
    },
    async erase(name) {
      kept.delete(name);
    },
    entries: async () => [...outbox.values()].sort((a, b) => a.seq - b.seq),
    async add(entries, erased = []) {
      for (const entry of entries) {
        last += 1;
        outbox.set(last, { ...entry, seq: last });
      }
      for (const name of erased) kept.delete(name);
    },
    async put(entry) {
      outbox.set(entry.seq, entry);
    },
    async remove(seq) {
      outbox.delete(seq);
    },
  };
}
