import { fakeApi, problem } from '../../../testing/render';
import type { Entry, Organisation, Person, Result } from './api';

/** The small organisation that tests of these screens look at. */
export const organisation: Organisation = {
  sites: [
    {
      site_id: 's1',
      code: 'hq',
      name: '总部',
      time_zone: 'Asia/Shanghai',
      local_network_id: null,
      version: 1,
    },
    {
      site_id: 's2',
      code: 'sz',
      name: '苏州',
      time_zone: 'Asia/Shanghai',
      local_network_id: 'n2',
      version: 3,
    },
  ],
  groups: [
    { group_id: 'g1', site_id: 's1', name: '一班', version: 1, agents: 12 },
    { group_id: 'g2', site_id: 's2', name: '苏南组', version: 2, agents: 5 },
  ],
  roles: [
    {
      role_id: 'r1',
      code: 'agent',
      name: '坐席',
      permissions: ['call.outbound', 'desk.use'],
      version: 4,
      holders: 17,
      is_grantable: true,
    },
    {
      role_id: 'r2',
      code: 'chief',
      name: '总管',
      permissions: ['admin.people', 'audit.view'],
      version: 1,
      holders: 1,
      is_grantable: false,
    },
  ],
  permissions: [
    { code: 'admin.people', is_grantable: true },
    { code: 'audit.view', is_grantable: false },
    { code: 'call.outbound', is_grantable: true },
    { code: 'desk.use', is_grantable: true },
    { code: 'brand.new', is_grantable: true },
  ],
  networks: [
    { id: 'n1', name_zh: '常州', name_en: 'Changzhou', is_administered: true },
    { id: 'n2', name_zh: '苏州', name_en: 'Suzhou', is_administered: true },
  ],
  is_everywhere: true,
};

export const wang: Person = {
  person_id: 'p1',
  agent_id: 'a1',
  login: 'wang.fang',
  name: '王芳',
  mail: 'wang.fang@kefu.example',
  is_active: true,
  roles: [{ role_id: 'r1', local_network_ids: ['n2'], agent_group_ids: null }],
  agent: { group_id: 'g1', number: '2001', device_kind: 'web_phone', recording_policy: 'by_queue' },
  version: 7,
  created_at: '2026-01-01T00:00:00Z',
  last_seen_at: '2026-11-23T02:03:00Z',
  is_manageable: true,
};

export const chief: Person = {
  ...wang,
  person_id: 'p2',
  agent_id: null,
  login: 'chief',
  name: '孙总',
  roles: [{ role_id: 'r2', local_network_ids: null, agent_group_ids: null }],
  agent: null,
  last_seen_at: null,
  is_manageable: false,
};

export const results: Result[] = [
  ['fault', null, '故障', 'Fault', null],
  ['slow', 'fault', '网速慢', 'Slow', null],
  ['fees', null, '资费', 'Fees', 'q1'],
].map(([code, parent_code, zh, en, queue_id], position) => ({
  code: String(code),
  parent_code: parent_code ?? null,
  queue_id: queue_id ?? null,
  name: { 'zh-CN': String(zh), en: String(en) },
  position,
  is_active: code !== 'slow',
  version: 2,
}));

export const entry = (seq: number, more: Partial<Entry> = {}): Entry => ({
  seq,
  at: '2026-11-23T02:03:04Z',
  actor_id: 'p2',
  actor_login: 'chief',
  actor_name: '孙总',
  action: 'person-changed',
  subject_kind: 'person',
  subject_id: 'p1',
  subject_name: '王芳',
  detail: { fields: ['name'] },
  hash: 'ab'.repeat(32),
  ...more,
});

const json = (body: unknown) => Response.json(body);

/** What the server keeps; a test may put a Response in its place. */
export const stored: Record<string, unknown> = {};

export function putBack(): void {
  for (const key of Object.keys(stored)) delete stored[key];
  Object.assign(stored, {
    '/api/organisation': organisation,
    '/api/people': { people: [wang, chief], total: 2, next: null },
    '/api/people/p1': wang,
    '/api/people/p2': chief,
    '/api/not-ready-reasons': [
      { code: 'meal', name: { 'zh-CN': '用餐', en: 'Meal' }, position: 1, is_active: true, version: 1 },
    ],
    '/api/result-codes': results,
    '/api/queues': [],
    '/api/audit/entries': [entry(2), entry(1, { actor_id: null, actor_name: null, actor_login: 'system' })],
  });
}

/** Answer what is read from `stored`, what is written as `write` says. */
export function serveAdmin(
  write: (path: string, method: string) => Response = () => problem(500, 'unasked'),
) {
  return fakeApi((path, method) => {
    if (method !== 'GET') return write(path, method);
    const found = stored[path.split('?')[0] ?? ''];
    return found instanceof Response ? found.clone() : json(found ?? []);
  });
}
