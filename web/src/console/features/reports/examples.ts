import type { Catalogue, Grid, Report } from './api';

export const report = (code: string, more: Partial<Report> = {}): Report => ({
  code,
  name: { 'zh-CN': `报表 ${code}`, en: code },
  branch: 'queue',
  measures: ['abandoned'],
  by: ['day', 'queue'],
  span: 'week',
  chart: 'line',
  role_ids: [],
  version: 0,
  is_built_in: true,
  has_promise: false,
  is_favourite: false,
  ...more,
});
export const catalogue: Catalogue = {
  reports: [report('one'), report('two', { branch: 'agent', is_favourite: true })],
  views: [],
  dimensions: [{ code: 'queue', name: { 'zh-CN': '队列', en: 'Queue' } }],
  roles: [],
  scopes: { queue: [{ id: 'q1', name: { 'zh-CN': '=1+1', en: 'x' } }] },
};
export const column = {
  code: 'abandoned',
  name: '放弃',
  unit: 'count' as const,
  formula: '放弃的口径',
  remark: '',
  before_days: 0,
};
export const grid = (count: number): Grid => ({
  code: 'one',
  title: '报表 one',
  from: '2026-03-01',
  to: '2026-03-03',
  times: '',
  within_s: 15,
  by: ['day', 'queue'],
  heads: ['日期', '队列'],
  columns: [column],
  lines: Array.from({ length: count }, (_, n) => ({
    key: ['2026-03-01T16:00:00+00:00', `q${n}`],
    labels: ['2026-03-02', `=${n}`],
    values: [n],
  })),
  total: [1234],
  known_until: '2026-03-02T06:30:00Z',
  is_cut: true,
});
export const json = (body: unknown) => new Response(JSON.stringify(body), { status: 200 });
export const serving = (count: number) => (path: string) => {
  if (path === '/api/reports') return json(catalogue);
  if (path === '/api/report-exports') return json([]);
  if (path.includes('/table')) return json(grid(count));
  return path.includes('/figures/calls') ? json({ calls: [], is_cut: false }) : undefined;
};
