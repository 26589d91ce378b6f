import { fireEvent, screen, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test, vi } from 'vitest';
import { fakeApi, problem, show } from '../../../testing/render';
import { behind } from './api';
import { catalogue, column, grid, json, serving } from './examples';
import { ReportsPage } from './ReportsPage';
import { nextSort, readOrder, sorted } from './sorting';

test('shows a report with its formula, its total and how far it is known', async () => {
  fakeApi(serving(3));
  const { container } = await show(<ReportsPage />, { permissions: ['figures.view'] });
  await screen.findByTestId('report-table');
  expect(screen.getByText('1,234')).toBeTruthy();
  expect(screen.getByText(/数据截至/)).toBeTruthy();
  expect(screen.getByText(/只列出前 3 行/)).toBeTruthy();
  expect(screen.queryByTestId('report-compose')).toBeNull();
  fireEvent.mouseEnter(screen.getByRole('button', { name: '放弃' }));
  await screen.findByText('放弃的口径');
  expect((await axe.run(container)).violations).toEqual([]);
});

test('draws only what is in sight of many lines, but prints all', async () => {
  fakeApi(serving(5000));
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  const table = await screen.findByTestId('report-table');
  expect(table.querySelectorAll('tbody tr').length).toBeLessThan(100);
  expect(table.getAttribute('aria-rowcount')).toBe('5002');
  fireEvent(window, new Event('beforeprint'));
  expect(table.querySelectorAll('tbody tr').length).toBe(5000);
  fireEvent(window, new Event('afterprint'));
  expect(table.querySelectorAll('tbody tr').length).toBeLessThan(100);
});

test('a figure leads to its calls', async () => {
  const calls = fakeApi(serving(3));
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  fireEvent.click((await screen.findAllByTestId('report-figure'))[0] as HTMLElement);
  await screen.findByText('没有对应的通话');
  const wanted = new URL(calls.find(({ path }) => path.includes('/calls'))?.path ?? '', 'http://x')
    .searchParams;
  expect(Object.fromEntries(wanted)).toEqual({
    from: '2026-03-01',
    to: '2026-03-03',
    within_s: '15',
    measure: 'abandoned',
    queue: 'q1',
    since: '2026-03-01T16:00:00+00:00',
    until: '2026-03-02T16:00:00.000Z',
  });
});

test('of months, and of what has no calls', () => {
  const line = { key: ['2026-01-31T16:00:00+00:00'], labels: ['2026-02'], values: [1] };
  const months = { ...grid(1), by: ['month'] };
  expect(behind(months, line, column, {})?.get('until')).toBe('2026-02-28T16:00:00.000Z');
  expect(behind({ ...months, by: ['weekday'] }, line, column, {})).toBeNull();
  expect(behind(months, line, { ...column, before_days: 7 }, {})).toBeNull();
  expect(behind(months, { ...line, key: [null] }, column, {})).toBeNull();
});

test('nothing, and an error', async () => {
  fakeApi(serving(0));
  const { unmount } = await show(<ReportsPage />, { permissions: ['figures.view'] });
  await screen.findByText('所选范围内没有数据');
  expect(screen.queryByTestId('report-nearest')).toBeNull();
  unmount();
  fakeApi((path) => (path === '/api/reports' ? json(catalogue) : problem(503, 'database-unavailable')));
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  await screen.findByRole('alert');
});

test('a favourite is changed', async () => {
  const calls = fakeApi((path, method) =>
    method === 'GET' ? serving(1)(path) : new Response(null, { status: 204 }),
  );
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  fireEvent.click(await screen.findByRole('button', { name: '把报表 one加入常用' }));
  await waitFor(() => expect(calls.some(({ path }) => path === '/api/reports/one/favourite')).toBe(true));
});

test('an administrator composes', async () => {
  fakeApi(serving(1));
  await show(<ReportsPage />, { permissions: ['figures.view', 'admin.service'] });
  fireEvent.click(await screen.findByTestId('report-compose'));
  const save = await screen.findByTestId('report-save');
  expect((save as HTMLButtonElement).disabled).toBe(true);
  expect(screen.getByLabelText('中文名称')).toBeTruthy();
});

test('lines stand as one asks for them; what has no figure stands last', () => {
  const of = (values: (number | null)[]) => ({
    ...grid(0),
    lines: values.map((value, n) => ({ key: [`d${n}`, 'q'], labels: ['d', `${n}`], values: [value] })),
  });
  const table = of([5, null, 12, 0]);
  const values = (sort: string) =>
    sorted(table, readOrder(table, sort), 'zh-CN').map((line) => line.values[0]);
  expect(values('-abandoned')).toEqual([12, 5, 0, null]);
  expect(values('abandoned')).toEqual([0, 5, 12, null]);
  expect(values('nothing')).toEqual([5, null, 12, 0]);
  const many = of(Array.from({ length: 12 }, (_, n) => n));
  expect(sorted(many, readOrder(many, '-queue'), 'zh-CN')[0]?.labels[1]).toBe('11');
  const turned = [1, 2, 3].reduce<string[]>(
    (all) => [...all, nextSort(table, readOrder(table, all.at(-1)), 2)],
    [],
  );
  expect(turned).toEqual(['-abandoned', 'abandoned', '']);
});

test('a head sorts without asking the server again', async () => {
  const calls = fakeApi(serving(3));
  const { container } = await show(<ReportsPage />, { permissions: ['figures.view'] });
  fireEvent.click(await screen.findByRole('button', { name: '放弃' }));
  await waitFor(() => expect(container.querySelector('[aria-sort=descending]')).toBeTruthy());
  expect(screen.getAllByTestId('report-figure').map((each) => each.textContent)).toEqual(['2', '1']);
  expect(calls.filter(({ path }) => path.includes('/table'))).toHaveLength(1);
});

test('a report is found by its name in either language', async () => {
  fakeApi(serving(1));
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  fireEvent.change(await screen.findByTestId('report-find'), { target: { value: 'TWO' } });
  expect(new Set(screen.getAllByTestId('report-open').map((each) => each.textContent))).toEqual(
    new Set(['报表 two']),
  );
  fireEvent.change(screen.getByTestId('report-find'), { target: { value: 'x' } });
  expect(screen.getByText('没有这个名称的报表')).toBeTruthy();
});

test('a file that cannot be made says why, and the page stays', async () => {
  fakeApi((path) =>
    path.includes('/file')
      ? new Response(JSON.stringify({ status: 409, code: 'report-too-long', facts: { rows_max: 5000 } }), {
          status: 409,
          headers: { 'content-type': 'application/problem+json' },
        })
      : serving(1)(path),
  );
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  fireEvent.click(await screen.findByTestId('report-pdf'));
  await screen.findByText(/超过 5000 行|超过 5,000 行/);
  expect(screen.getByTestId('report-table')).toBeTruthy();
});

test('a file is saved under the name that the server gives it', async () => {
  const clicked: string[] = [];
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    clicked.push(this.download);
  });
  const name = encodeURIComponent('队列汇总-2026-03-01.csv');
  const calls = fakeApi((path) =>
    path.includes('/file')
      ? new Response('x', {
          status: 200,
          headers: { 'content-disposition': `attachment; filename*=UTF-8''${name}` },
        })
      : serving(1)(path),
  );
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  fireEvent.click(await screen.findByTestId('report-csv'));
  await waitFor(() => expect(clicked).toEqual(['队列汇总-2026-03-01.csv']));
  expect(calls.some(({ path }) => path.includes('/file?language=zh-CN&format=csv'))).toBe(true);
  click.mockRestore();
});

test('calls behind a figure say their queue and what came of them', async () => {
  const call = {
    call_id: 'c1',
    at: '2026-03-01T02:00:00Z',
    queue_id: 'q1',
    agent: null,
    outcome: 'timed_out',
    waited_ms: 12_300,
    number: null,
    is_recorded: true,
  };
  fakeApi((path) =>
    path.includes('/figures/calls') ? json({ calls: [call], is_cut: false }) : serving(3)(path),
  );
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  fireEvent.click((await screen.findAllByTestId('report-figure'))[0] as HTMLElement);
  await screen.findByText('等待超时');
  expect(screen.getByLabelText('有录音')).toBeTruthy();
  expect(screen.getAllByText('=1+1').length).toBeGreaterThan(0);
});
