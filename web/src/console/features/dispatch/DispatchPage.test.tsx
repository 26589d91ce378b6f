import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { problem, show } from '../../../testing/render';
import type { Order } from './api';
import { DispatchPage } from './DispatchPage';
import { counts, crew, dispatcher, order, putBack, refusal, serveOrders, stored } from './examples';

beforeEach(putBack);

const open = (permissions = dispatcher) => show(<DispatchPage />, { permissions });
const select = async (...numbers: string[]) => {
  for (const number of numbers)
    fireEvent.click(await screen.findByRole('checkbox', { name: `选择工单 ${number}` }));
};
const [first, second] = ['261122-0000001', '261122-0000002'];
const done = (now: Order, warnings: string[] = []) => ({ order: now, is_duplicate: false, warnings });
const to = { crew_id: 'c1', state: 'assigned', version: 2 };

test('orders are listed with their words, the filter with its counts', async () => {
  serveOrders();
  await open();
  const row = (await screen.findByText(first)).closest('[class*=row]') as HTMLElement;
  expect(row.textContent).toContain('红梅新村 42 幢');
  expect(row.textContent).toContain('维修 · 光猫 LOS 灯红闪');
  expect(row.textContent).toContain('未派');
  expect(row.textContent).toContain('待派单');
  expect(row.textContent).toContain('紧急');
  expect(row.textContent).toMatch(/剩 \d+ 天 \d+ 小时/);
  expect(screen.getByTestId('bucket-later').textContent).toBe('2未到期');
  expect(screen.queryByTestId('bulk')).toBeNull();
});

test('no orders, and no orders that match, are told apart', async () => {
  stored['/api/work-orders'] = { items: [], counts: { ...counts, open: 0 }, next_cursor: null };
  serveOrders();
  await open();
  expect(await screen.findByText('没有未完工的工单')).toBeTruthy();
});

test('a list that cannot be read says so in its panel, and can be asked for again', async () => {
  const good = stored['/api/work-orders'];
  stored['/api/work-orders'] = problem(503, 'database-unavailable');
  serveOrders();
  await open();
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
  expect(screen.getByTestId('dispatch-find')).toBeTruthy();
  stored['/api/work-orders'] = good;
  fireEvent.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByText(first)).toBeTruthy();
});

test('who may only look selects nothing and declares nothing', async () => {
  serveOrders();
  await open(['workorder.view']);
  expect(await screen.findByText(first)).toBeTruthy();
  expect(screen.queryByRole('checkbox', { name: `选择工单 ${first}` })).toBeNull();
  expect(screen.queryByTestId('outage-declare')).toBeNull();
});

test('many are assigned at once; who was quicker is named, and that order stays selected', async () => {
  const taken = order({ ...to, crew_id: 'c1', person_id: 'p1', version: 4 });
  const given = order({ ...to, work_order_id: 'o2', order_no: second });
  const asked = serveOrders(() =>
    Response.json({
      done: [done(given, ['crew-without-phone'])],
      refused: [{ work_order_id: 'o1', code: 'work-order-changed', order: taken }],
    }),
  );
  await open();
  await select(first, second);
  expect(screen.getByTestId('bulk').textContent).toContain('已选 2 张');
  fireEvent.click(screen.getByTestId('bulk-assign'));
  fireEvent.change(await screen.findByTestId('assign-find'), { target: { value: '天宁' } });
  fireEvent.click((await screen.findAllByTestId('assign-option'))[0] as HTMLElement);
  stored['/api/work-orders'] = { items: [taken, given], counts, next_cursor: null };
  fireEvent.click(screen.getByTestId('assign-ok'));
  expect(await screen.findByText(`${first} 刚刚已派给 天宁班 · 王建国，您的操作没有执行`)).toBeTruthy();
  expect(await screen.findByText('班组没有电话，收不到短信，请另行通知')).toBeTruthy();
  const sent = asked.find(({ path }) => path === '/api/work-orders/assign')?.body as Record<string, unknown>;
  expect(sent).toMatchObject({
    crew_id: 'c1',
    person_id: null,
    orders: [
      { work_order_id: 'o1', version: 1 },
      { work_order_id: 'o2', version: 1 },
    ],
  });
  await waitFor(() => expect(screen.getByTestId('bulk').textContent).toContain('已选 1 张'));
  await waitFor(() => expect(screen.getAllByText('已派单').length).toBeGreaterThan(1));
});

test('somebody is found by his name, below his crew', async () => {
  serveOrders();
  await open();
  await select(first);
  fireEvent.click(screen.getByTestId('bulk-assign'));
  fireEvent.change(await screen.findByTestId('assign-find'), { target: { value: '建国' } });
  await waitFor(() =>
    expect(
      screen.getAllByTestId('assign-option').map((each) => each.querySelector('b')?.textContent),
    ).toEqual(['天宁班', '王建国']),
  );
  fireEvent.change(screen.getByTestId('assign-find'), { target: { value: 'nobody' } });
  expect(await screen.findByText('没有找到班组或人员')).toBeTruthy();
});

test('what the repairman will get by SMS is shown before the order is his', async () => {
  stored['/api/work-orders/o1/message'] = {
    text: '新工单：红梅新村 42 幢',
    parts: ['新工单：', '红梅新村 42 幢'],
  };
  serveOrders();
  await open();
  await select(first);
  fireEvent.click(screen.getByTestId('bulk-assign'));
  fireEvent.click((await screen.findAllByTestId('assign-option'))[1] as HTMLElement);
  const shown = await screen.findByTestId('assign-message');
  expect(shown.textContent).toBe('将发短信到 138 0519 1000，共 2 条：新工单：红梅新村 42 幢');
});

test('nobody is told where there is no telephone', async () => {
  stored['/api/crews'] = [{ ...crew, phone: '' }];
  serveOrders();
  await open();
  await select(first);
  fireEvent.click(screen.getByTestId('bulk-assign'));
  fireEvent.click((await screen.findAllByTestId('assign-option'))[0] as HTMLElement);
  expect((await screen.findByTestId('assign-mute')).textContent).toBe('班组没有电话，收不到短信，请另行通知');
});

test('duplicates are merged into the oldest; different addresses are pointed out', async () => {
  const asked = serveOrders(() => Response.json(done(order({ version: 2 }))));
  await open();
  await select(first, second);
  fireEvent.click(screen.getByTestId('bulk-merge'));
  expect((await screen.findByText(/地址不同/)).getAttribute('role')).toBe('alert');
  fireEvent.click(screen.getByTestId('merge-ok'));
  await waitFor(() => expect(screen.queryByTestId('bulk')).toBeNull());
  expect(asked.find(({ path }) => path === '/api/work-orders/o1/merge')?.body).toMatchObject({
    duplicates: [{ work_order_id: 'o2', version: 1 }],
  });
});

test('a return needs a reason, and goes to every selected order', async () => {
  const asked = serveOrders((path) =>
    Response.json(done(order({ work_order_id: path.split('/')[3] ?? '', state: 'pending', version: 2 }))),
  );
  await open();
  await select(first, second);
  fireEvent.click(screen.getByTestId('bulk-return'));
  const ok = await screen.findByTestId('reason-ok');
  expect((ok as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(screen.getByLabelText('退回原因'), { target: { value: '区域派错' } });
  fireEvent.click(screen.getByTestId('reason-ok'));
  await waitFor(() => expect(screen.queryByTestId('bulk')).toBeNull());
  const sent = asked.filter(({ path }) => path.endsWith('/actions'));
  expect(sent.map(({ path, body }) => [path.split('/')[3], (body as { reason: string }).reason])).toEqual([
    ['o1', '区域派错'],
    ['o2', '区域派错'],
  ]);
});

test('a refusal updates the row to what is now', async () => {
  const now = order({ state: 'completed', version: 7 });
  serveOrders(() => refusal('action-not-possible', now));
  await open();
  await select(first);
  stored['/api/work-orders'] = { items: [now], counts, next_cursor: null };
  fireEvent.click(screen.getByTestId('bulk-hasten'));
  expect(await screen.findByText(`${first} 刚刚被修改，现在是“已完成”，您的操作没有执行`)).toBeTruthy();
  await waitFor(() => expect(screen.queryByText(second)).toBeNull());
  expect(screen.getByText('已完成')).toBeTruthy();
});

test('alarms ring until they are acknowledged', async () => {
  stored['/api/work-orders'] = {
    items: [order()],
    counts: { ...counts, overdue: 3, unaccepted: 1 },
    next_cursor: null,
  };
  serveOrders();
  await open();
  const strip = await screen.findByTestId('alarms');
  expect(within(strip).getByText('3 张工单超时')).toBeTruthy();
  fireEvent.click(screen.getByTestId('seen-overdue'));
  expect(within(strip).queryByText('3 张工单超时')).toBeNull();
  fireEvent.click(screen.getByTestId('seen-unaccepted'));
  expect(screen.queryByTestId('alarms')).toBeNull();
});

test('arrow keys go from order to order, Space selects', async () => {
  serveOrders();
  await open();
  const [one, two] = await screen.findAllByTestId('order-open');
  one?.focus();
  fireEvent.keyDown(one as HTMLElement, { key: 'ArrowDown' });
  await waitFor(() => expect(document.activeElement).toBe(two));
  fireEvent.keyDown(two as HTMLElement, { key: ' ' });
  expect(screen.getByTestId('bulk').textContent).toContain('已选 1 张');
});

test('an outage is declared with words in both languages, and ended', async () => {
  const outage = {
    outage_id: 'u1',
    area_id: 'a1',
    text: { 'zh-CN': '断缆', en: 'Cable cut' },
    begins_at: '2026-11-22T00:00:00Z',
    expected_until: null,
    closed_at: null,
    version: 1,
  };
  const asked = serveOrders(() => {
    stored['/api/outages'] = [outage];
    return Response.json(outage);
  });
  await open();
  fireEvent.click(screen.getByTestId('outage-declare'));
  const area = await screen.findByLabelText('区域', { selector: 'input' });
  fireEvent.mouseDown(area);
  fireEvent.click(await screen.findByText('红梅', { selector: '[class*=option-content]' }));
  expect((screen.getByTestId('outage-ok') as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(screen.getByLabelText('公告（中文）'), { target: { value: '断缆' } });
  fireEvent.change(screen.getByLabelText('公告（英文）'), { target: { value: 'Cable cut' } });
  fireEvent.submit(document.getElementById('outage-form') as HTMLElement);
  expect((await screen.findByTestId('outages')).textContent).toContain('红梅 停服');
  expect(asked.find(({ body }) => body)?.body).toEqual({
    area_id: 'a1',
    text: { 'zh-CN': '断缆', en: 'Cable cut' },
    expected_until: null,
  });
  fireEvent.click(screen.getByTestId('outage-edit'));
  fireEvent.click(await screen.findByTestId('outage-close'));
  await waitFor(() =>
    expect(asked.find(({ path }) => path === '/api/outages/u1/close')?.body).toEqual({ version: 1 }),
  );
});
