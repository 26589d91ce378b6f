import { fakeApi } from '../../../testing/render';

/** What the server would say while something is accepted, for tests. */

export const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

export const category = (code: string, parent_code: string | null) => ({
  code,
  kind: 'report',
  name: { 'zh-CN': code, en: code },
  parent_code,
  form_code: null,
  department_code: null,
  severity: 'ordinary',
  limit_h: 48,
  is_active: true,
  position: 1,
});

export const settings = {
  categories: [category('宽带', null), category('断网', '宽带')],
  departments: [],
  regulators: [{ code: '12300', name: { 'zh-CN': '工信部申诉', en: 'MIIT' }, position: 1, is_active: true }],
  lifecycles: [],
};

export const accepted = {
  ticket_id: 't1',
  ticket_no: 'R2611220001',
  is_final: false,
  due_at: '2026-11-24T00:00:00Z',
};

export const stored = {
  slot: 'c1',
  version: 3,
  content: { key: 'k1', category_code: '断网', description: '光猫红灯' },
};

export const prospect = {
  ticket: { due_at: '2026-11-24T02:00:00Z', regulator_due_at: null, limit_h: 48, department: null },
  order: {
    due_at: '2026-11-23T02:00:00Z',
    is_repeat: true,
    area: { area_id: 'ar1', text: { 'zh-CN': '天宁区', en: 'Tianning' } },
    crew: { crew_id: 'cr1', text: { 'zh-CN': '天宁一组', en: 'Tianning 1' }, open_orders: 7 },
  },
  outages: [
    {
      outage_id: 'o1',
      text: { 'zh-CN': '光缆被挖断', en: 'Fibre cut' },
      area: { 'zh-CN': '天宁区', en: 'Tianning' },
      begins_at: '2026-11-22T01:00:00Z',
      expected_until: null,
    },
  ],
};

export const server = (answer: (path: string, method: string) => Response | undefined) =>
  fakeApi((path, method) => {
    const said = answer(path, method);
    if (said) return said;
    if (path === '/api/ticket-settings') return json(settings);
    if (path.startsWith('/api/tickets/duplicates')) return json([]);
    if (path.startsWith('/api/acceptance/prospect')) return json(prospect);
    return method === 'GET' && path.includes('/drafts/') ? json(stored) : undefined;
  });
