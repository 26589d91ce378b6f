import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { problem, show } from '../../../../testing/render';
import type { Order, Suggestion } from '../api';
import { crew, dispatcher, order, putBack, refusal, serveOrders, stored, whole } from '../examples';
import { OrderPanel } from './OrderPanel';

beforeEach(putBack);

const nothing = () => {};
const open = (permissions = dispatcher) =>
  show(<OrderPanel orderId="o1" onOpen={nothing} onClose={nothing} />, { permissions });
const done = (now: Order) => Response.json({ order: now, is_duplicate: false, warnings: [] });
const bodies = (asked: { path: string; body: unknown }[], end: string) =>
  asked.filter(({ path }) => path.endsWith(end)).map(({ body }) => body);

const suggestion: Suggestion = {
  crew_id: 'c1',
  crew: crew.text,
  person_id: 'p1',
  person: '王建国',
  points: 54,
  reasons: [
    { code: 'area', points: 50, value: null },
    { code: 'skill', points: 20, value: 2 },
    { code: 'load', points: -12, value: 3 },
    { code: 'distance', points: -4, value: 1.8 },
  ],
};

test('an order that cannot be read says so', async () => {
  stored['/api/work-orders/o1'] = problem(404, 'work-order-not-found');
  serveOrders();
  await open();
  expect((await screen.findByRole('alert')).textContent).toContain('找不到这张工单');
});

test('what can be done is what the server says', async () => {
  stored['/api/work-orders/o1'] = whole({ state: 'completed', is_final: true, actions: ['reopen'] });
  const asked = serveOrders(() => done(order({ version: 2 })));
  await open();
  fireEvent.click(await screen.findByTestId('order-reopen'));
  expect(screen.queryByTestId('order-assign')).toBeNull();
  expect(screen.queryByText('建议派给')).toBeNull();
  fireEvent.change(await screen.findByLabelText('重开原因'), { target: { value: '又坏了' } });
  fireEvent.click(screen.getByTestId('reason-ok'));
  await waitFor(() =>
    expect(bodies(asked, '/actions')).toMatchObject([{ action: 'reopen', reason: '又坏了', version: 1 }]),
  );
});

test('a crew is suggested with every reason; one click gives it the order', async () => {
  stored['/api/work-orders/o1/suggestions'] = [suggestion];
  const asked = serveOrders(() =>
    done(order({ crew_id: 'c1', person_id: 'p1', state: 'assigned', version: 2 })),
  );
  await open();
  const card = await screen.findByTestId('suggestion');
  expect([...card.querySelectorAll('ul li')].map((each) => each.textContent)).toEqual([
    '负责该区域 +50',
    '2 人会这类活 +20',
    '人均在手 3 张 -12',
    '最近的人距 1.8 公里 -4',
  ]);
  fireEvent.click(within(card).getByRole('button', { name: '派给 天宁班 · 王建国' }));
  await waitFor(() =>
    expect(bodies(asked, '/actions')).toMatchObject([
      { action: 'assign', crew_id: 'c1', person_id: 'p1', version: 1 },
    ]),
  );
  expect(await screen.findByText('已把 1 张派给 天宁班 · 王建国')).toBeTruthy();
});

test('who was quicker is told, and the order stands as it is now', async () => {
  stored['/api/work-orders/o1/suggestions'] = [{ ...suggestion, person_id: null, person: '' }];
  const now = order({ crew_id: 'c1', person_id: 'p1', state: 'assigned', version: 2 });
  serveOrders(() => {
    stored['/api/work-orders/o1'] = whole({ ...now, actions: ['return'] });
    return refusal('work-order-changed', now);
  });
  await open();
  fireEvent.click(await screen.findByTestId('suggestion-assign'));
  expect(await screen.findByText('261122-0000001 刚刚已派给 天宁班 · 王建国，您的操作没有执行')).toBeTruthy();
  expect(await screen.findByTestId('order-return')).toBeTruthy();
  expect(screen.queryByTestId('order-assign')).toBeNull();
});

test('what a repairman did without effect is shown until somebody has settled it', async () => {
  const conflict = {
    conflict_id: 'f1',
    work_order_id: 'o1',
    person_id: 'p1',
    person: '',
    action: 'complete',
    code: 'work-order-changed',
    sent: { detail: { result_code: 'fixed', note: '重新熔接' } },
    client_at: null,
    at: '2026-11-22T00:00:00Z',
    server_state: 'pending',
  };
  stored['/api/work-orders/o1'] = whole({ conflicts: [conflict] });
  const asked = serveOrders(() => {
    stored['/api/work-orders/o1'] = whole();
    return new Response(null, { status: 204 });
  });
  await open();
  const box = await screen.findByTestId('conflicts');
  expect(box.textContent).toMatch(/^现场操作没有生效王建国 在/);
  expect(box.textContent).toContain('“完成”，当时工单已是“待派单”');
  expect(box.textContent).toContain('已修复 · 重新熔接');
  fireEvent.click(screen.getByTestId('conflict-resolve'));
  fireEvent.change(await screen.findByLabelText('怎样处理的'), { target: { value: '已代为完成' } });
  fireEvent.click(screen.getByTestId('reason-ok'));
  await waitFor(() => expect(bodies(asked, '/f1/resolve')).toEqual([{ resolution: '已代为完成' }]));
  await waitFor(() => expect(screen.queryByTestId('conflicts')).toBeNull());
});

test('an appointment is booked into a window that has room', async () => {
  stored['/api/areas/a1/windows'] = [
    {
      slot_id: 's1',
      on: '2026-11-24',
      from_at: '2026-11-24T00:00:00Z',
      to_at: '2026-11-24T02:00:00Z',
      capacity: 4,
      left: 0,
    },
    {
      slot_id: 's2',
      on: '2026-11-24',
      from_at: '2026-11-24T02:00:00Z',
      to_at: '2026-11-24T04:00:00Z',
      capacity: 4,
      left: 2,
    },
  ];
  const asked = serveOrders(() => done(order({ version: 2 })));
  await open();
  fireEvent.click(await screen.findByTestId('order-book'));
  const [full, free] = (await screen.findAllByTestId('window')) as HTMLButtonElement[];
  expect([full?.disabled, free?.disabled]).toEqual([true, false]);
  fireEvent.click(free as HTMLElement);
  fireEvent.click(screen.getByTestId('appointment-ok'));
  await waitFor(() =>
    expect(bodies(asked, '/appointment')).toMatchObject([{ slot_id: 's2', on: '2026-11-24', version: 1 }]),
  );
});

test('history tells who did what, and what came late from the field', async () => {
  const event = (change: object) => ({
    event_id: 'e1',
    at: '2026-11-22T03:00:00Z',
    client_at: null,
    action: 'open',
    from_state: '',
    to_state: 'pending',
    actor_name: '李娜',
    via: 'console' as const,
    detail: {},
    ...change,
  });
  stored['/api/work-orders/o1'] = whole({
    events: [
      event({}),
      event({
        event_id: 'e2',
        action: 'complete',
        from_state: 'assigned',
        to_state: 'completed',
        actor_name: '王建国',
        via: 'field',
        client_at: '2026-11-22T01:00:00Z',
        detail: { result_code: 'fixed', note: '换了光猫' },
      }),
      event({
        event_id: 'e3',
        action: 'overdue',
        from_state: 'pending',
        via: 'system',
        detail: { number: 2 },
      }),
    ],
  });
  serveOrders();
  await open(['workorder.view']);
  const entries = within(await screen.findByTestId('timeline')).getAllByRole('listitem');
  expect(entries.map((each) => each.querySelector('b')?.textContent)).toEqual(['超时升级', '完成', '开单']);
  expect(entries[0]?.textContent).toContain('超时 2 级');
  expect(entries[1]?.textContent).toContain('王建国 · 现场 · ');
  expect(entries[1]?.textContent).toContain('才收到');
  expect(entries[1]?.textContent).toContain('已修复 · 换了光猫');
  expect(screen.queryByTestId('order-assign')).toBeNull();
});
