import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { fakeApi, problem, show } from '../../../../testing/render';
import type { Attention, FigureTable, Measure } from './api';
import { Today } from './Today';
import { weekBefore, written } from './values';

const measure = (code: string, unit: Measure['unit']): Measure => ({
  code,
  unit,
  name: { 'zh-CN': code, en: code },
  formula: { 'zh-CN': `${code} 的口径`, en: `how ${code} is computed` },
  remark: null,
  authority: '',
});
const measures = [
  measure('contacts', 'count'),
  measure('answered', 'count'),
  measure('service_level_1', 'percent'),
  measure('talk_s', 'duration'),
  measure('average_speed_of_answer_s', 'seconds'),
];
const units: Record<string, number | null> = {
  contacts: 1204,
  answered: 1100,
  service_level_1: 86.25,
  talk_s: 3723,
};
const tableOf = (path: string): FigureTable => {
  const wanted = new URL(path, 'http://x').searchParams;
  const codes = wanted.getAll('measures');
  const values = codes.map((code) => units[code] ?? null);
  const isEmpty = wanted.get('by') === 'network';
  return {
    by: wanted.getAll('by'),
    measures: codes,
    rows:
      isEmpty || !wanted.has('by')
        ? []
        : [
            { key: ['q1'], values },
            { key: [null], values },
          ],
    total: values,
    names: { q1: { 'zh-CN': '宽带报修', en: 'Broadband' } },
    known_until: '2026-03-02T01:15:00Z',
    is_cut: false,
  };
};
const call = (call_id: string, why: Attention['lost']['calls'][0]['why'], times = 1) => ({
  call_id,
  why,
  times,
  at: '2026-03-02T01:15:00Z',
  number: '+86138****2246',
  queue: { 'zh-CN': '宽带报修', en: 'Broadband' },
  customer_id: null,
  waited_ms: why === 'open' ? null : 62_000,
});
const attention: Attention = {
  as_of: '2026-03-02T01:15:00Z',
  lost: { count: 1, calls: [call('c1', 'abandoned', 3)] },
  callbacks: { count: 1, calls: [call('c2', 'open')] },
  orders_late: 2,
  tickets_late: 0,
};
const ours = {
  measure: 'service_level_1',
  within_s: 15,
  goal: 90,
  since: '2026-03-01',
  source: '省公司文件',
  is_ceiling: false,
  is_template: false,
};
const targets = [{ topic: 'service_level', measures: ['service_level_1'], holds: ours, history: [ours] }];
const permissions = ['figures.view', 'call.outbound', 'workorder.view'];

const answer = (needed: () => Attention) => (path: string) => {
  if (path === '/api/figures/measures') return Response.json(measures);
  if (path === '/api/figures/targets') return Response.json(targets);
  if (path === '/api/attention') return Response.json(needed());
  if (path.startsWith('/api/figures/table')) return Response.json(tableOf(path));
  return new Response(null, { status: 204 });
};

test('the day so far, beside the week before, told apart as wanted', async () => {
  const asked = fakeApi(answer(() => attention));
  await show(<Today turn={0} />, { permissions });
  expect((await screen.findByTestId('key-contacts')).textContent).toBe('1,204');
  expect((await screen.findByTestId('key-service_level_1')).textContent).toBe('86.3%');
  expect(screen.getByText(/^未达标/).textContent).toBe('未达标: 不低于 90.0% 15 秒内');
  expect(screen.getByTestId('key-contacts').closest('div')?.getAttribute('title')).toBe(
    'contacts\ncontacts 的口径',
  );
  const rows = within(await screen.findByTestId('today-table')).getAllByRole('row');
  expect(rows.map((row) => row.querySelector('th')?.textContent)).toEqual([
    '队列',
    '宽带报修',
    '无队列',
    '合计',
  ]);
  expect(rows[1]?.textContent).toContain('1,100');
  expect(screen.getByTestId('today-report').getAttribute('href')).toBe('/reports?report=queue&span=today');
  fireEvent.click(screen.getByText('坐席'));
  await waitFor(() => expect(asked.some(({ path }) => path.includes('by=agent'))).toBe(true));
  fireEvent.click(screen.getByText('本地网'));
  expect(await screen.findByText('今天还没有来话')).toBeTruthy();
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('who needs somebody is called, or said to be done', async () => {
  let needed = attention;
  const asked = fakeApi(answer(() => needed));
  await show(<Today turn={0} />, { permissions });
  const rows = await screen.findAllByTestId('attention-row');
  expect(rows.map((row) => row.querySelectorAll('td')[1]?.textContent)).toEqual(['已约回呼', '排队放弃']);
  expect(rows[1]?.textContent).toContain('3 次');
  expect(screen.getByText('2 张工单已超时').getAttribute('href')).toContain('/dispatch');
  expect(screen.queryByText('0 张受理单已超时')).toBeNull();
  needed = { ...attention, lost: { count: 0, calls: [] }, callbacks: { count: 0, calls: [] } };
  fireEvent.click(within(rows[1] as HTMLElement).getByTestId('attention-done'));
  expect(await screen.findByText('没有需要跟进的来话')).toBeTruthy();
  expect(asked.some(({ path }) => path === '/api/attention/c1/attended')).toBe(true);
});

test('each part says by itself that it cannot be had', async () => {
  fakeApi((path) =>
    path === '/api/attention' ? problem(503, 'database-unavailable') : answer(() => attention)(path),
  );
  await show(<Today turn={0} />, { permissions: ['figures.view'] });
  expect(await screen.findByTestId('today-table')).toBeTruthy();
  expect(await screen.findByRole('alert')).toBeTruthy();
});

test('figures are written by their units', () => {
  expect([
    written(null, 'count'),
    written(3723, 'duration'),
    written(12.34, 'seconds'),
    written(4.5, 'per_hour'),
  ]).toEqual(['—', '1:02:03', '12.3 s', '4.5']);
});

test('a week before is told up to the last quarter of an hour', () => {
  expect(weekBefore(new Date('2026-03-09T01:20:00Z'), 'Asia/Shanghai')).toEqual({
    from: '2026-03-02',
    to: '2026-03-03',
    until: '2026-03-02T01:15:00.000Z',
  });
});
