import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import i18next from 'i18next';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakeApi, problem, show } from '../../../testing/render';
import type { Callback, CallEvent, CallRecord, OfferReason } from './api';
import { CallDrawer } from './CallDrawer';
import { CallsPage } from './CallsPage';

const faults = { 'zh-CN': '故障报修', en: 'Faults' };
const lina = { 'zh-CN': '李娜 1001', en: '李娜 1001' };

const call = (change: Partial<CallRecord> = {}): CallRecord => ({
  call_id: 'c1',
  direction: 'inbound',
  number: '+86138****2246',
  called: '96296',
  started_at: '2026-11-18T06:03:07Z',
  wait_ms: 12_000,
  talk_ms: 134_000,
  is_recorded: true,
  is_short_abandon: false,
  outcome: 'answered',
  cause: 'normal',
  queue: faults,
  agent: lina,
  ...change,
});

const why: OfferReason = {
  choice: 'first_idle',
  candidates: 3,
  strategy: 'least_occupied',
  is_skill_preferred: false,
  priority: 6,
  waited_ms: 0,
  is_front: false,
  guest_of: null,
};

let seq = 0;
beforeEach(() => {
  seq = 0;
});
afterEach(() => act(() => i18next.changeLanguage('zh-CN').then(() => undefined)));

function event(kind: string, data: CallEvent['data'] = {}, names: CallEvent['names'] = {}): CallEvent {
  seq += 1;
  const at = new Date(Date.parse('2026-11-18T06:03:07Z') + (seq - 1) * 1_500).toISOString();
  return { seq, at, kind, data, names };
}

const serveCalls = (calls: CallRecord[], events: CallEvent[] = [], callbacks: Callback[] = []) =>
  fakeApi((path) => {
    if (path.startsWith('/api/callbacks')) return Response.json(callbacks);
    if (path.endsWith('/events')) return Response.json(events);
    return path.startsWith('/api/calls?') ? Response.json(calls) : undefined;
  });

async function history(events: CallEvent[]): Promise<string[]> {
  serveCalls([], events);
  await show(<CallDrawer callId="c1" onClose={() => {}} />);
  const list = await screen.findByTestId('call-history');
  return [...list.querySelectorAll(':scope > li > div')].map((each) => each.textContent ?? '');
}

test('calls are listed by names; the customer is the one on the other side', async () => {
  serveCalls([
    call(),
    call({ call_id: 'c2', direction: 'outbound', number: '1001', called: '+8651988001234', wait_ms: null }),
    call({ call_id: 'c3', number: '', queue: null, agent: null, talk_ms: 0, outcome: 'ivr_only' }),
    call({
      call_id: 'c4',
      agent: null,
      talk_ms: 0,
      wait_ms: 2000,
      outcome: 'abandoned',
      is_short_abandon: true,
    }),
  ]);
  await show(<CallsPage />);
  const rows = within(await screen.findByTestId('call-table')).getAllByRole('row');
  const cells = rows.slice(1).map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent));
  expect(cells).toEqual([
    ['138 **** 2246', '呼入', '故障报修', '李娜 1001', '00:12', '02:14', '已接听'],
    ['0519 8800 1234', '呼出', '故障报修', '李娜 1001', '—', '02:14', '已接听'],
    ['未显示号码', '呼入', '—', '—', '00:12', '—', '自助服务'],
    ['138 **** 2246', '呼入', '故障报修', '—', '00:02', '—', '短时放弃'],
  ]);
});

test('earlier calls are fetched from behind the last one', async () => {
  const page = Array.from({ length: 100 }, (_, n) => call({ call_id: `c${n}` }));
  const asked = fakeApi((path) =>
    Response.json(path.includes('before=') ? [call({ call_id: 'last' })] : page),
  );
  await show(<CallsPage />);
  fireEvent.click(await screen.findByText('更早的通话'));
  expect(await screen.findByText('共 101 通')).toBeTruthy();
  expect(asked).toHaveLength(2);
  expect(new URLSearchParams(asked[0]?.path.split('?')[1]).get('before')).toBeNull();
  expect(new URLSearchParams(asked[1]?.path.split('?')[1]).get('before')).toBe('c99');
});

test('another span asks for other moments', async () => {
  const asked = serveCalls([]);
  await show(<CallsPage />);
  expect(await screen.findByText('这段时间没有通话')).toBeTruthy();
  fireEvent.click(screen.getByText('最近一小时'));
  await waitFor(() => expect(asked).toHaveLength(2));
  const span = new URLSearchParams(asked[1]?.path.split('?')[1]);
  expect(Date.parse(span.get('to') ?? '') - Date.parse(span.get('from') ?? '')).toBe(3_600_001);
});

test('a call opens with its history, from its arrival on', async () => {
  serveCalls([call()], [event('offered_in', { number: '+86138****2246', called: '96296', trunk: 'demo' })]);
  await show(<CallsPage />);
  fireEvent.click(await screen.findByTestId('call-open'));
  const list = await screen.findByTestId('call-history');
  expect(list.textContent).toContain('138 **** 2246 呼入 96296（中继 demo）');
  expect(list.textContent).toContain('+0.0 秒');
});

test('a history that may not be read says so', async () => {
  fakeApi(() => problem(404, 'call-not-found'));
  await show(<CallDrawer callId="c1" onClose={() => {}} />);
  expect(await screen.findByText(/找不到这个通话/)).toBeTruthy();
});

test('a history tells a call in words', async () => {
  expect(
    await history([
      event('offered_in', { number: '', called: '96296', trunk: 'demo' }),
      event('answered'),
      event('ivr_node_entered', { node: 'menu', label: { 'zh-CN': '主菜单', en: 'Main menu' } }),
      event('ivr_digit', { digit: '1' }),
      event('ivr_digit', { digit: '•' }),
      event('ivr_looked_up', { capability: 'balance', outcome: 'not_found' }),
      event('queued', { queue_id: 'q1', is_front: false }, { queue_id: faults }),
      event('relaxed', { step: 2, action: 'add_queue', value: '' }),
      event('delivered', { agent_id: 'a1' }, { agent_id: lina }),
      event('offer_failed', { agent_id: 'a1', failure: 'no_answer' }, { agent_id: lina }),
      event('queued', { queue_id: 'q9', is_front: true }),
      event('established', { agent_id: 'a1' }, { agent_id: lina }),
      event('transferred', { agent_id: 'a1', to_queue_id: 'q1' }, { agent_id: lina, to_queue_id: faults }),
      event('transferred', { agent_id: 'a1', to_number: '+86138****2246' }, { agent_id: lina }),
      event('refused', { code: 'queue-full' }),
      event('refused', { code: 'queue-closed' }),
      event('notice_played', { prompt: 'outage', queue_id: 'q1' }, { queue_id: faults }),
      event('cleared', { ended_by: 'customer', cause: 'normal', outcome: 'answered' }),
      event('wrapped_up', { agent_id: 'a1', result_code: 'solved' }, { agent_id: lina }),
      event('something_new'),
    ]),
  ).toEqual([
    '未显示号码 呼入 96296（中继 demo）',
    '系统应答',
    '进入“主菜单”',
    '客户按 1',
    '客户按键（保密）',
    '查询 balance：没有查到',
    '进入技能组“故障报修”排队',
    '等待策略第 2 步：其他技能组的坐席也可接听',
    '李娜 1001 的话机振铃',
    '李娜 1001 没有接听：振铃未接',
    '回到技能组“—”队首',
    '李娜 1001 接通',
    '李娜 1001 转接给 故障报修',
    '李娜 1001 转接给 138 **** 2246',
    '未能分配：技能组排队已满',
    '未能分配：技能组不在营业时间或已关闭',
    '排队前播放公告“outage”',
    '客户挂机，正常挂机；结果：已接听',
    '李娜 1001 完成小结：solved',
    'something_new',
  ]);
});

test.each<[string, Partial<OfferReason>, string]>([
  ['first of several', {}, '当时有 3 位坐席空闲并能接听，这位坐席占用率最低。优先级 6，已等待 00:00。'],
  ['the only one', { candidates: 1 }, '当时只有这位坐席空闲并能接听。优先级 6，已等待 00:00。'],
  [
    'best of what waits',
    { choice: 'best_call', candidates: 2, strategy: null, waited_ms: 75_000, is_front: true },
    '这位坐席刚空闲；他能接听的 2 条等候线中，这通电话排在最前。优先级 6，已等待 01:15。此前分配未成功，排在同级来电之前。',
  ],
  ['next', { choice: 'best_call', candidates: 1 }, '这位坐席刚空闲，轮到这通电话。优先级 6，已等待 00:00。'],
  ['directed', { choice: 'directed', priority: 0 }, '这通电话只找这位坐席（转接或咨询）。'],
  ['preferred', { choice: 'preferred' }, '这通电话优先找这位坐席，他当时可以接听。优先级 6，已等待 00:00。'],
  [
    'a guest, skills first',
    { is_skill_preferred: true, guest_of: 'q1', candidates: 1 },
    '当时只有这位坐席空闲并能接听。具备优先技能的坐席先于其他坐席。这位坐席以“故障报修”坐席的身份支援。优先级 6，已等待 00:00。',
  ],
])('an offer says why: %s', async (_, change, told) => {
  const names = { agent_id: lina, guest_of: faults };
  expect(await history([event('offered', { agent_id: 'a1', why: { ...why, ...change } }, names)])).toEqual([
    `分配给 李娜 1001${told}`,
  ]);
});

test('reasons are told in English too, and offers of older releases have none', async () => {
  await act(() => i18next.changeLanguage('en').then(() => undefined));
  const names = { agent_id: lina };
  expect(await history([event('offered', { why }, names), event('offered', {}, names)])).toEqual([
    'Offered to 李娜 1001Of 3 agents ready who may serve it, this one was the least occupied.Priority 6, waited 00:00.',
    'Offered to 李娜 1001',
  ]);
});

test('callbacks are listed with what became of them', async () => {
  const callback = (id: string, status: Callback['status']): Callback => ({
    call_id: id,
    queue: status === 'done' ? null : faults,
    number: '+86138****2246',
    requested_at: '2026-11-18T06:03:07Z',
    status,
  });
  serveCalls([], [], [callback('c1', 'open'), callback('c2', 'failed'), callback('c3', 'done')]);
  await show(<CallsPage />);
  fireEvent.click(screen.getByTestId('room-callbacks'));
  const rows = within(await screen.findByTestId('callback-table')).getAllByRole('row');
  expect(rows.slice(1).map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent))).toEqual(
    [
      ['138 **** 2246', '故障报修', '待回拨'],
      ['138 **** 2246', '故障报修', '未联系上'],
      ['138 **** 2246', '—', '已回拨'],
    ],
  );
  expect(screen.getByText('待回拨 1 个')).toBeTruthy();
  expect(screen.getByTestId('room-callbacks').getAttribute('aria-current')).toBe('page');
  expect(screen.getByTestId('room-records').getAttribute('aria-current')).toBeNull();
});
