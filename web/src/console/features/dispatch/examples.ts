import type { Area, Crew, Settings } from '@shared/api/workOrders';
import { fakeApi, serve } from '../../../testing/render';
import type { Counts, Order, WholeOrder } from './api';

/** Work orders as the server would send them, for tests. */

export const dispatcher = ['workorder.view', 'workorder.dispatch', 'admin.service', 'customer.view'];

export const order = (change: Partial<Order> = {}): Order => ({
  work_order_id: 'o1',
  order_no: '261122-0000001',
  type_code: 'repair',
  severity_code: 'urgent',
  state: 'pending',
  is_final: false,
  version: 1,
  area_id: 'a1',
  area: { 'zh-CN': '红梅', en: 'Hongmei' },
  crew_id: null,
  crew: null,
  person_id: null,
  person: null,
  customer_id: null,
  ticket_id: null,
  product: '',
  contact_name: '周晓雯',
  contact_phone: '+86138****2246',
  address: '红梅新村 42 幢',
  district_path: '',
  is_address_vague: false,
  description: '光猫 LOS 灯红闪',
  repeat_of: null,
  repeat_count: 0,
  outage_id: null,
  opened_at: '2026-11-22T00:00:00Z',
  due_at: '2099-11-23T00:00:00Z',
  assigned_at: null,
  accepted_at: null,
  set_out_at: null,
  arrived_at: null,
  suspended_at: null,
  closed_at: null,
  hastened_count: 0,
  overdue_level: 0,
  is_unaccepted: false,
  appointment_slot_id: null,
  appointment_on: null,
  appointment_from: null,
  appointment_to: null,
  result_code: '',
  cause_code: '',
  is_fixed: null,
  parts: [],
  form_version: null,
  answers: {},
  note: '',
  reason: '',
  reopened_count: 0,
  ...change,
});

export const whole = (change: Partial<WholeOrder> = {}): WholeOrder => ({
  ...order(change),
  form_code: '',
  actions: ['assign', 'hasten', 'book', 'merge', 'cancel'],
  signature: '',
  events: [],
  photos: [],
  conflicts: [],
  related: [],
  ...change,
});

export const counts: Counts = {
  open: 2,
  overdue: 0,
  soon: 0,
  later: 2,
  waiting: 0,
  no_area: 0,
  unassigned: 2,
  unaccepted: 0,
  repeat: 0,
  appointment: 0,
  outage: 0,
  conflicts: 0,
};

export const hongmei: Area = {
  area_id: 'a1',
  code: 'hongmei',
  text: { 'zh-CN': '红梅', en: 'Hongmei' },
  local_network_id: null,
  district_path: '常州/天宁区',
  address_fragments: [],
  parent_id: null,
  crew_id: 'c1',
  polygon: {
    type: 'Polygon',
    coordinates: [
      [
        [119.9, 31.7],
        [120, 31.7],
        [120, 31.8],
        [119.9, 31.7],
      ],
    ],
  },
  version: 1,
};

export const crew: Crew = {
  crew_id: 'c1',
  code: 'tianning',
  text: { 'zh-CN': '天宁班', en: 'Tianning' },
  local_network_id: null,
  phone: '+8651988001234',
  lead_id: 'p1',
  is_active: true,
  version: 1,
  open_orders: 3,
  members: [
    {
      person_id: 'p1',
      name: '王建国',
      phone: '+8613805191000',
      skills: ['repair'],
      is_active: true,
      open_orders: 2,
      position: { lon: 119.95, lat: 31.75, at: '2026-11-22T00:00:00Z', accuracy_m: 10 },
    },
  ],
};

const state = (code: string, zh: string, is_final = false) => ({
  code,
  text: { 'zh-CN': zh, en: code },
  is_final,
});
const setting = { position: 1, is_active: true, version: 1 };
const lifecycle = {
  states: [state('pending', '待派单'), state('assigned', '已派单'), state('completed', '已完成', true)],
  transitions: [
    { action: 'assign', from_states: ['pending', 'assigned'], to: 'assigned' },
    { action: 'complete', from_states: ['assigned'], to: 'completed' },
  ],
};
export const settings: Settings = {
  types: [{ ...setting, code: 'repair', text: { 'zh-CN': '维修', en: 'Repair' }, form_code: '', lifecycle }],
  severities: [
    {
      ...setting,
      code: 'urgent',
      text: { 'zh-CN': '紧急', en: 'Urgent' },
      within_min: 1440,
      accept_within_min: 30,
      calendar_id: null,
      ladder: [{ after_min: 0, whom: 'crew_lead' }],
    },
  ],
  results: [{ ...setting, code: 'fixed', text: { 'zh-CN': '已修复', en: 'Fixed' }, is_fixed: true }],
  causes: [],
  parts: [],
  default_lifecycle: lifecycle,
};

/** What is read, by path; put back before every test. */
export const stored: Record<string, unknown> = {};

export const putBack = (): void => {
  Object.assign(stored, {
    '/api/areas': [hongmei],
    '/api/crews': [crew],
    '/api/outages': [],
    '/api/work-order-settings': settings,
    '/api/work-orders': {
      items: [order(), order({ work_order_id: 'o2', order_no: '261122-0000002', address: '兰陵路 8 号' })],
      counts,
      next_cursor: null,
    },
    '/api/work-orders/o1': whole(),
    '/api/work-orders/o1/suggestions': [],
    '/api/work-orders/o1/same-address': [],
    '/api/work-orders/by-area': [{ area_id: 'a1', open: 2, overdue: 0 }],
    '/api/work-orders/conflicts': [],
    '/api/crews/people': [{ person_id: 'p1', name: '王建国', login: 'wang' }],
    '/api/forms': [],
    '/api/calendars/names': [],
    '/api/local_networks': [],
    '/api/areas/a1/slots': [],
  });
};

/** Answer what is read from `stored`, and what is written as `write` says. */
export function serveOrders(write: (path: string, method: string) => Response | undefined = () => undefined) {
  serve();
  return fakeApi((path, method) => {
    if (method !== 'GET') return write(path, method);
    const found = stored[path.replace(/\?.*/, '')];
    return found instanceof Response ? found.clone() : Response.json(found);
  });
}

export const refusal = (code: string, now: Order) =>
  new Response(JSON.stringify({ status: 409, code, facts: { order: now } }), {
    status: 409,
    headers: { 'content-type': 'application/problem+json' },
  });
