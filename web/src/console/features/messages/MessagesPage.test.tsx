import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { fakeApi, serve as goOnline, problem, show } from '../../../testing/render';
import type { Detail, Message, Template } from './api';
import { MessageDrawer } from './MessageDrawer';
import { MessagesPage } from './MessagesPage';
import { placeholdersIn } from './TemplateEditor';

const reader = ['message.view'];
const writer = ['message.view', 'admin.service'];

const message = (change: Partial<Message> = {}): Message => ({
  id: 'm1',
  to: '+86138****5678',
  text: '您有新的维修工单',
  part_count: 1,
  purpose: 'work-order',
  template_code: 'order-assigned',
  subject_kind: 'work_order',
  subject_id: 'w1',
  state: 'delivered',
  reason: '',
  gateway: 'sms',
  attempts: 1,
  created_at: '2026-11-18T06:03:07Z',
  valid_until: '2026-11-19T06:03:07Z',
  sent_at: '2026-11-18T06:03:08Z',
  ended_at: '2026-11-18T06:03:12Z',
  ...change,
});

const detail = (change: Partial<Detail> = {}): Detail => ({
  ...message(change),
  parts: [],
  events: [{ at: '2026-11-18T06:03:07Z', kind: 'queued', detail: {} }],
  replies: [],
  ...change,
});

const template: Template = {
  code: 'order-assigned',
  name: { 'zh-CN': '派单', en: 'Assigned' },
  text: { 'zh-CN': '工单{order_no}', en: 'Order {order_no}' },
  version: 3,
  placeholders: ['order_no'],
};

let log: Message[] = [];
beforeEach(() => {
  log = [message()];
  goOnline();
});

const serve = (more: (path: string, method: string) => Response | undefined = () => undefined) =>
  fakeApi((path, method) => {
    const own = more(path, method);
    if (own) return own;
    if (path.startsWith('/api/messages?')) return Response.json({ messages: log, next_before: null });
    if (path === '/api/messages/gateways') return Response.json([{ name: 'sms', is_available: false }]);
    if (path === '/api/messages/purposes') return Response.json(['work-order']);
    if (path.startsWith('/api/messages/received')) return Response.json({ messages: [], next_before: null });
    if (path.endsWith('/preview'))
      return Response.json({ text: 'x', encoding: 'ucs2', parts: ['工单', '7'], placeholders: [] });
    return path === '/api/messages/templates' && method === 'GET' ? Response.json([template]) : undefined;
  });

test('the log tells what became of each message, in words', async () => {
  log = [
    message(),
    message({ id: 'm2', state: 'unknown', ended_at: null }),
    message({ id: 'm3', state: 'undeliverable', reason: 'err-027' }),
  ];
  serve();
  await show(<MessagesPage />, { permissions: reader });
  const rows = within(await screen.findByTestId('message-table'))
    .getAllByRole('row')
    .slice(1);
  expect(rows.map((row) => within(row).getAllByRole('cell')[4]?.textContent)).toEqual([
    '已送达',
    '结果不明',
    '未送达代码 err-027',
  ]);
  expect(rows[0]?.textContent).toContain('138 **** 5678');
  expect(rows[0]?.textContent).toContain('工单');
  expect(await screen.findByText('sms 中断')).toBeTruthy();
  expect(screen.queryByTestId('room-templates')).toBeNull();
});

test('an empty log says so, a narrowed one how to go back', async () => {
  log = [];
  const asked = serve();
  await show(<MessagesPage />, { permissions: reader });
  expect(await screen.findByText('还没有短信')).toBeTruthy();
  const box = screen.getByPlaceholderText('手机号码');
  fireEvent.change(box, { target: { value: '13812345678' } });
  fireEvent.keyDown(box, { key: 'Enter', keyCode: 13 });
  expect(await screen.findByText('没有符合条件的短信')).toBeTruthy();
  expect(asked.some(({ path }) => path === '/api/messages?to=13812345678')).toBe(true);
  fireEvent.click(screen.getByText('显示全部'));
  expect(await screen.findByText('还没有短信')).toBeTruthy();
});

test('an error stays in its panel and can be tried again', async () => {
  let isDown = true;
  serve((path) =>
    isDown && path.startsWith('/api/messages?') ? problem(503, 'database-unavailable') : undefined,
  );
  await show(<MessagesPage />, { permissions: reader });
  const alert = await screen.findByRole('alert');
  isDown = false;
  fireEvent.click(within(alert).getByRole('button'));
  expect(await screen.findByTestId('message-table')).toBeTruthy();
});

test('a message in doubt is sent again only when somebody says so', async () => {
  const opened: string[] = [];
  const asked = serve((path, method) => {
    if (path === '/api/messages/m1') return Response.json(detail({ state: 'unknown' }));
    return method === 'POST' ? Response.json({ message_id: 'm9' }, { status: 201 }) : undefined;
  });
  await show(<MessageDrawer messageId="m1" onOpen={(id) => opened.push(id)} onClose={() => {}} />);
  expect(await screen.findByText('不知道网关是否收到了这条短信')).toBeTruthy();
  fireEvent.click(screen.getByTestId('message-again'));
  expect(await screen.findByText(/可能收到两次/)).toBeTruthy();
  expect(asked.filter(({ path }) => path.endsWith('/again'))).toEqual([]);
  fireEvent.click(screen.getAllByRole('button', { name: '重新发送' }).at(-1) as HTMLElement);
  await waitFor(() => expect(opened).toEqual(['m9']));
});

test('the history is told in words, parts and answers too', async () => {
  const parts = [1, 2].map((position) => ({
    position,
    state: 'accepted',
    gateway_message_id: '7',
    error: '',
  }));
  const receipt = { position: 2, parts: 2, state: 'delivered' };
  const events = [
    { at: '2026-11-18T06:03:07Z', kind: 'queued', detail: {} },
    { at: '2026-11-18T06:03:09Z', kind: 'receipt', detail: receipt },
    { at: '2026-11-18T06:03:10Z', kind: 'undeliverable', detail: { reason: 'expired' } },
  ];
  const replies = [
    {
      id: 'r1',
      sender: '',
      to: '',
      text: '1',
      at: '2026-11-18T06:04:00Z',
      gateway: 'sms',
      in_reply_to: 'm1',
    },
  ];
  serve((path) =>
    path === '/api/messages/m1' ? Response.json(detail({ parts, events, replies })) : undefined,
  );
  await show(<MessageDrawer messageId="m1" onOpen={() => {}} onClose={() => {}} />);
  const list = await screen.findByRole('list', { name: '经过' });
  expect([...list.querySelectorAll('li > span')].map((item) => item.textContent)).toEqual([
    '等待发送',
    '第 2/2 条回执：已送达',
    '未送达（超过有效期）',
  ]);
  expect(screen.getByText('第 1/2 条')).toBeTruthy();
  expect(screen.getByText('回复')).toBeTruthy();
  expect(screen.queryByTestId('message-again')).toBeNull();
});

test('a template is changed in both languages, previewed, and a conflict is told', async () => {
  const asked = serve((path, method) =>
    method === 'PUT' && path.endsWith('/order-assigned') ? problem(409, 'template-changed') : undefined,
  );
  await show(<MessagesPage />, { permissions: writer });
  fireEvent.click(await screen.findByTestId('room-templates'));
  fireEvent.click(await screen.findByTestId('template-open'));
  await waitFor(() => expect(screen.getByTestId('template-parts-zh-CN').textContent).toBe('2 条短信'));
  fireEvent.change(screen.getByTestId('template-text-zh-CN'), { target: { value: '新工单{order_no}' } });
  fireEvent.click(screen.getByTestId('template-save'));
  expect(await screen.findByText(/别人刚刚修改了这个模板/)).toBeTruthy();
  const { placeholders: _, ...draft } = template;
  expect(asked.find(({ path }) => path.endsWith('/order-assigned'))?.body).toEqual({
    ...draft,
    text: { 'zh-CN': '新工单{order_no}', en: 'Order {order_no}' },
  });
});

test('placeholders are found in their order, once', () => {
  expect(placeholdersIn('{b}{a}{b}{B}{}')).toEqual(['b', 'a']);
});
