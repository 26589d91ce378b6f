import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { problem, show } from '../../../testing/render';
import { CrewsView } from './crews/CrewsView';
import { beginOf } from './days';
import { counts, dispatcher, hongmei, order, putBack, serveOrders, stored } from './examples';
import { MapView } from './map/MapView';

beforeEach(putBack);

const nothing = () => {};
const day = '2024-06-03'; // never today
const at = (hour: number) => new Date(beginOf(day) + hour * 3_600_000).toISOString();
const crews = (onOpen = nothing as (id: string) => void, onDay = nothing as (day?: string) => void) =>
  show(<CrewsView filter={{}} day={day} openId={undefined} onOpen={onOpen} onDay={onDay} />, {
    permissions: dispatcher,
  });
const map = (onChoose = nothing as (ids: string[]) => void) =>
  show(<MapView filter={{}} onChoose={onChoose} />, { permissions: dispatcher });

test('the day of a crew: its people with their load, blocks that open their order', async () => {
  const mine = order({ crew_id: 'c1', person_id: 'p1', appointment_from: at(9), appointment_to: at(11) });
  const later = order({ work_order_id: 'o2', crew_id: 'c1', person_id: 'p1' });
  stored['/api/work-orders'] = { items: [mine, later], counts, next_cursor: null };
  const asked = serveOrders();
  const [opened, day] = [vi.fn(), vi.fn()];
  await crews(opened, day);
  const rows = (await screen.findByTestId('timetable')).querySelectorAll('tbody tr');
  expect([...rows].map((row) => row.querySelector('th')?.textContent)).toEqual([
    '天宁班0519 8800 1234',
    '王建国',
  ]);
  expect(rows[1]?.querySelector('td')?.textContent).toBe('2 张另 1 张不在当天');
  fireEvent.click(screen.getByTestId('block'));
  expect(opened).toHaveBeenCalledWith('o1');
  fireEvent.click(screen.getByTestId('day-after'));
  expect(day).toHaveBeenCalledWith('2024-06-04');
  expect(asked.find(({ path }) => path.startsWith('/api/work-orders?'))?.path).toContain('assigned=true');
});

test('all pages of the plan are read, and it says when there are too many', async () => {
  stored['/api/work-orders'] = { items: [order({ crew_id: 'c1' })], counts, next_cursor: 'more' };
  const asked = serveOrders();
  await crews();
  expect(await screen.findByText('工单太多，只显示最急的 5 张，请筛选')).toBeTruthy();
  expect(asked.filter(({ path }) => path.includes('cursor=more'))).toHaveLength(4);
});

test('no crews, and crews that cannot be read, are told apart', async () => {
  stored['/api/crews'] = [];
  serveOrders();
  const { unmount } = await crews();
  expect(await screen.findByText('还没有班组')).toBeTruthy();
  unmount();
  stored['/api/crews'] = problem(503, 'database-unavailable');
  await crews();
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
});

test('the map counts areas, and says what has no place on it', async () => {
  stored['/api/work-orders/by-area'] = [
    { area_id: 'a1', open: 3, overdue: 1 },
    { area_id: null, open: 2, overdue: 0 },
    { area_id: 'undrawn', open: 4, overdue: 0 },
  ];
  serveOrders();
  const chosen = vi.fn();
  await map(chosen);
  const marker = await screen.findByRole('button', { name: '红梅：3 张未完工，其中 1 张超时' });
  expect(marker.textContent).toBe('3');
  fireEvent.click(marker);
  expect(chosen).toHaveBeenLastCalledWith(['a1']);
  expect(await screen.findByText(/^王建国 · \d+ 小时前$/)).toBeTruthy();
  fireEvent.click(screen.getByTestId('map-unplaced'));
  expect(chosen).toHaveBeenLastCalledWith(['none']);
  fireEvent.click(screen.getByText('区域未画出 4 张'));
  expect(chosen).toHaveBeenLastCalledWith(['undrawn']);
});

test('without any shape the map says what is to be done; broken counts stay in its panel', async () => {
  stored['/api/areas'] = [{ ...hongmei, polygon: null }];
  serveOrders();
  const { unmount } = await map();
  expect(await screen.findByText('还没有区域边界')).toBeTruthy();
  unmount();
  stored['/api/work-orders/by-area'] = problem(503, 'database-unavailable');
  await map();
  await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('数据库暂时无法连接'));
});
