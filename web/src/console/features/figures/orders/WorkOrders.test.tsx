import { fireEvent, screen, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { fakeApi, problem, show } from '../../../../testing/render';
import { settings } from '../../dispatch/examples';
import type { OrderFigures } from './api';
import { WorkOrders } from './WorkOrders';

const figures: OrderFigures = {
  opened: 9,
  closed: 8,
  first_time_fixed_pct: 75,
  repeat_rate_pct: 12.5,
  on_time_pct: 87.5,
  average_hours: 17.04,
};
const crew = { id: 'c1', text: { 'zh-CN': '天宁班', en: 'Tianning' }, ...figures };
const nobody = { ...figures, id: null, text: null, closed: 0, on_time_pct: null, average_hours: null };
const answer = (path: string) =>
  path === '/api/work-order-settings'
    ? Response.json(settings)
    : Response.json({ rows: [crew, nobody], total: figures });

test('crews stand with their measures and lead to their closed orders', async () => {
  const asked = fakeApi(answer);
  await show(<WorkOrders span="month" turn={0} />, { permissions: ['figures.view', 'workorder.view'] });
  await screen.findByTestId('orders-table');
  const rows = screen.getAllByRole('row').map((row) => row.textContent);
  expect(rows.slice(1)).toEqual([
    '天宁班9875.0%87.5%12.5%17.0 小时',
    '未派班组9075.0%—12.5%—',
    '合计9875.0%87.5%12.5%17.0 小时',
  ]);
  const links = screen.getAllByTestId('orders-open').map((link) => link.getAttribute('href'));
  expect(links).toEqual(['/dispatch?crew=c1&closed=true']);
  const link = screen.getByTestId('export-xlsx').getAttribute('href') ?? '';
  expect(link).toBe('/api/figures/work-orders/export?span=month&format=xlsx&language=zh-CN');
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
  fireEvent.click(screen.getByText('区域'));
  await waitFor(() => expect(asked.some(({ path }) => path.endsWith('?span=month&by=area'))).toBe(true));
  await waitFor(() => expect(screen.getAllByTestId('orders-open')).toHaveLength(2));
  expect(screen.getAllByTestId('orders-open')[1]?.getAttribute('href')).toContain('none');
});

test('who may not see orders has no way to them', async () => {
  const asked = fakeApi(answer);
  await show(<WorkOrders span="week" turn={0} />, { permissions: ['figures.view'] });
  await screen.findByTestId('orders-table');
  expect(screen.queryByTestId('orders-open')).toBeNull();
  expect(asked.map(({ path }) => path)).not.toContain('/api/work-order-settings');
});

test('a period without orders, and an error, are said', async () => {
  let isDown = true;
  fakeApi(() =>
    isDown ? problem(503, 'database-unavailable') : Response.json({ rows: [], total: figures }),
  );
  await show(<WorkOrders span="today" turn={0} />, { permissions: ['figures.view'] });
  const alert = await screen.findByRole('alert');
  isDown = false;
  fireEvent.click(alert.querySelector('button') as HTMLElement);
  expect(await screen.findByText('这段时间没有开单或完成的工单')).toBeTruthy();
});
