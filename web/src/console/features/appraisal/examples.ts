import { fakeApi, problem } from '../../../testing/render';
import type { Card, Month, Template, Whole } from './api';

const published = new Date(Date.now() - 86_400_000).toISOString();

export const template: Template = {
  template_id: 't1',
  name: { 'zh-CN': '坐席月度考核', en: 'Agents by month' },
  subject: 'agent',
  lines: [
    { measure: 'missed', weight: 60, target: 0, zero_at: 10 },
    { measure: 'occupancy', weight: 40, target: 75, zero_at: 40 },
  ],
  is_active: true,
  version: 3,
};

export const choices = [
  ['missed', '未接振铃', 'count'],
  ['occupancy', '工时利用率', 'percent'],
  ['handled', '处理量', 'count'],
].map(([code, zh, unit]) => ({
  code,
  name: { 'zh-CN': zh, en: code },
  unit,
  formula: { 'zh-CN': `${zh}的算法`, en: code },
}));

export const month: Month = {
  month_id: 'm1',
  template_id: 't1',
  name: template.name,
  subject: 'agent',
  month: '2026-03-01',
  measures: template.lines.map((line, n) => ({
    ...line,
    name: choices[n]?.name as Month['name'],
    unit: n === 0 ? 'count' : 'percent',
    formula: choices[n]?.formula as Month['name'],
    has_calls: n === 0,
  })),
  computed_at: '2026-04-01T01:00:00Z',
  known_until: '2026-04-01T01:00:00Z',
  is_stale: false,
  published_at: published,
  published_by: '孙建平',
  appeals_until: new Date(Date.now() + 9 * 86_400_000).toISOString(),
};

export const draft: Month = { ...month, published_at: null, published_by: null, appeals_until: null };

export const card: Card = {
  card_id: 'c1',
  agent_id: 'a1',
  group_id: 'g1',
  name: '李娜',
  number: '1001',
  group: '一班',
  scored: [
    { measure: 'missed', value: 5, points: 50 },
    { measure: 'occupancy', value: null, points: null },
  ],
  held: [],
  points: 50,
  weight: 60,
  appeal: null,
};

export const appealed: Whole = {
  month,
  card: {
    ...card,
    appeal: {
      text: '话机坏了',
      made_at: published,
      state: 'open',
      answer: '',
      answered_by: null,
      answered_at: null,
      corrections: null,
      points: null,
      weight: null,
    },
  },
};

/** Answer by path; a Response stands for itself. */
export function serveAppraisal(stored: Record<string, unknown>) {
  return fakeApi((path) => {
    const found = stored[path.split('?')[0] ?? ''];
    if (found instanceof Response) return found.clone();
    return found === undefined
      ? undefined
      : new Response(JSON.stringify(found), { headers: { 'content-type': 'application/json' } });
  });
}

export const refused = (code: string) => problem(409, code);
