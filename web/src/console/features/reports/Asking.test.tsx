import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, show } from '../../../testing/render';
import { catalogue, grid, json, report, serving } from './examples';
import { daysAt } from './Nothing';
import { ReportsPage } from './ReportsPage';
import { asked, readSearch } from './search';
import { TimesOfDay } from './TimesOfDay';

test('the address says what is asked', () => {
  const search = readSearch({ report: 'one', queue: 'q1,q2', from: '2026-03-01', to: '2026-03-02', x: 1 });
  expect(search).not.toHaveProperty('x');
  expect(asked(search).toString()).toBe('from=2026-03-01&to=2026-03-02&queue=q1&queue=q2');
  expect(asked({ span: 'week', within: '20' }).toString()).toBe('span=week&within_s=20');
  expect(asked({ span: 'today', after: '09:07', before: '11:30' }).toString()).toBe(
    'span=today&after=09%3A07&before=11%3A30',
  );
});

test('a table without lines leads to the nearest days that have some', async () => {
  const nearest = { day: '2026-02-11' as string | null };
  const calls = fakeApi((path) => (path.includes('/nearest') ? json(nearest) : serving(0)(path)));
  const { unmount } = await show(<ReportsPage />, { permissions: ['figures.view'] });
  await screen.findByText('最近有数据的是 2026-02-11。');
  expect(screen.getByTestId('report-nearest').textContent).toBe('看 2026-02-10 至 2026-02-11');
  expect(calls.find(({ path }) => path.includes('/nearest'))?.path).toBe(
    '/api/reports/one/nearest?from=2026-03-01&to=2026-03-03&language=zh-CN',
  );
  fireEvent.click(screen.getByTestId('report-nearest'));
  await waitFor(() =>
    expect(calls.filter(({ path }) => path.includes('/table')).at(-1)?.path).toContain(
      'from=2026-02-10&to=2026-02-12',
    ),
  );
  unmount();
  nearest.day = null;
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  await screen.findByText(/从来没有过/);
  expect(daysAt(grid(0), '2026-03-07')).toEqual({ from: '2026-03-07', to: '2026-03-09' });
});

test('within how many seconds is asked of reports with a promise only; unless said otherwise as promised', async () => {
  const held = { measure: 'service_level_1', within_s: 15, goal: 85, since: '2026-01-01', source: 'x' };
  const promised = { ...catalogue, reports: [report('one', { has_promise: true }), report('two')] };
  const calls = fakeApi((path) => {
    if (path === '/api/reports') return json(promised);
    if (path === '/api/figures/thresholds') return json([10, 15, 20]);
    if (path === '/api/figures/targets')
      return json([{ topic: 'service_level', measures: [], holds: held, history: [] }]);
    return serving(1)(path);
  });
  await show(<ReportsPage />, { permissions: ['figures.view'] });
  const choice = await screen.findByTestId('report-within');
  await screen.findByText('承诺时限（15 秒）');
  expect(calls.find(({ path }) => path.includes('/table'))?.path).not.toContain('within_s');
  fireEvent.mouseDown(within(choice).getByRole('combobox'));
  fireEvent.click(await screen.findByText('20 秒内应答'));
  await waitFor(() => expect(calls.some(({ path }) => path.includes('/table?within_s=20'))).toBe(true));
  fireEvent.click(screen.getAllByText('报表 two')[0] as HTMLElement);
  await waitFor(() => expect(screen.queryByTestId('report-within')).toBeNull());
});

test('times of day are asked to the minute, and given up again', async () => {
  const changed: object[] = [];
  await show(<TimesOfDay search={{ after: '09:07' }} onChange={(part) => changed.push(part)} />);
  expect(screen.getByTestId('report-times').textContent).toBe('09:07 – 24:00');
  fireEvent.click(screen.getByTestId('report-times'));
  fireEvent.change(await screen.findByTestId('report-before'), { target: { value: '11:30' } });
  fireEvent.click(screen.getByText('全天'));
  expect(changed).toEqual([{ before: '11:30' }, { after: '', before: '' }]);
});
