import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { fakeApi, serve as goOnline, problem, show } from '../../../../testing/render';
import type { WholeTicket } from './api';
import { settings, whole } from './examples';
import { TicketDrawer } from './TicketDrawer';

const permissions = ['ticket.view', 'ticket.handle', 'workorder.view', 'call.outbound'];
let now: WholeTicket = whole();
beforeEach(() => {
  now = whole();
  goOnline();
});

const serve = (onAct: (body: Record<string, unknown>) => Response) => {
  const asked = fakeApi((path, method) => {
    if (path === '/api/ticket-settings') return Response.json(settings);
    if (path.endsWith('/people')) return Response.json([{ person_id: 'p2', name: '王芳', login: 'wang' }]);
    if (method === 'POST') return onAct({});
    return path === '/api/tickets/t1' ? Response.json(now) : undefined;
  });
  return () => asked.filter(({ path }) => path === '/api/tickets/t1/actions').map(({ body }) => body);
};
const drawer = (more: string[] = permissions) =>
  show(<TicketDrawer ticketId="t1" onClose={() => {}} />, { permissions: more });
const becomes = (change: Partial<WholeTicket>) => {
  now = whole({ version: 3, ...change });
  return Response.json(now);
};

test('an answer is written, sent the agreed way, and what it came to is shown', async () => {
  const acts = serve(() => becomes({ state: 'answered', actions: ['confirm'] }));
  await drawer();
  fireEvent.click(await screen.findByTestId('ticket-action-answer'));
  const submit = await screen.findByTestId<HTMLButtonElement>('ticket-answer-submit');
  expect(submit.disabled).toBe(true);
  fireEvent.change(screen.getByTestId('ticket-answer-text'), { target: { value: ' 已退款 ' } });
  fireEvent.click(submit);
  await waitFor(() => expect(screen.getByTestId('ticket-state').textContent).toBe('已答复'));
  expect(acts()).toEqual([
    { action: 'answer', by: 'sms', text: '已退款', version: 2, key: expect.any(String) },
  ]);
  expect(screen.queryByTestId('ticket-action-answer')).toBeNull();
});

test('who was slower sees what is now', async () => {
  serve(() => {
    now = whole({ version: 3, state: 'closed', is_final: true, actions: ['reopen'] });
    return new Response(
      JSON.stringify({ status: 409, code: 'ticket-changed', facts: { state: 'closed', version: 3 } }),
      { status: 409, headers: { 'content-type': 'application/problem+json' } },
    );
  });
  await drawer();
  fireEvent.click(await screen.findByTestId('ticket-action-note'));
  fireEvent.change(await screen.findByTestId('ticket-words'), { target: { value: '问过' } });
  fireEvent.click(screen.getByTestId('ticket-words-ok'));
  expect(await screen.findByText('别人刚刚处理过，您的操作没有执行。当前状态：已办结')).toBeTruthy();
  await waitFor(() => expect(screen.getByTestId('ticket-state').textContent).toBe('已办结'));
  expect(screen.getByTestId('ticket-action-reopen')).toBeTruthy();
});

test('what was not answered cannot be closed, and that is said; sent again it keeps its key', async () => {
  now = whole({ actions: ['close'] });
  const acts = serve(() => problem(409, 'ticket-not-answered'));
  await drawer();
  fireEvent.click(await screen.findByTestId('ticket-action-close'));
  const ok = await screen.findByTestId('ticket-words-ok');
  fireEvent.click(ok);
  expect(await screen.findByText('还没有答复客户，不能办结。请先答复。')).toBeTruthy();
  await waitFor(() => expect(ok.className).not.toContain('loading'));
  fireEvent.click(ok);
  await waitFor(() => expect(acts()).toHaveLength(2));
  const [first, second] = acts() as { key: string }[];
  expect(first?.key).toBe(second?.key);
});

test.each([
  ['call_made', 'yes', { is_reached: true }],
  ['call_made', 'no', { is_reached: false }],
  ['confirm', 'no', { is_satisfied: false }],
] as const)('%s is answered with %s', async (action, word, sent) => {
  now = whole({ actions: [action] });
  const acts = serve(() => becomes({ actions: [] }));
  await drawer();
  fireEvent.click(await screen.findByTestId(`ticket-action-${action}`));
  fireEvent.click(await screen.findByTestId(`ticket-words-${word}`));
  await waitFor(() => expect(acts()).toHaveLength(1));
  expect(acts()[0]).toMatchObject({ action, version: 2, ...sent });
});

test('history, replies, regulator, order and repeat are there', async () => {
  now = whole({
    regulator_code: 'miit',
    regulator_case_no: 'GX-7',
    work_order_id: 'w1',
    is_order_open: true,
    repeat_of: 't0',
    replies: [
      {
        reply_id: 'r1',
        by: 'sms',
        recipient: '+86138****2246',
        text: '已退款',
        state: 'failed',
        at: '2026-11-21T00:00:00Z',
        done_at: null,
        attempts: 3,
        person: '李娜',
      },
    ],
  });
  serve(() => becomes({}));
  await drawer();
  const order = await screen.findByTestId('ticket-order');
  expect(order.getAttribute('href')).toBe('/dispatch?order=w1');
  expect(screen.getByText('查看原受理单').getAttribute('href')).toBe('/tickets?ticket=t0');
  expect(screen.getByTestId('ticket-reply').textContent).toContain('未送达');
  const detail = screen.getByTestId('ticket-detail').textContent;
  for (const words of ['转办 · 营业部', '请核对账单', '超时催办 · 第 1 级催办', '系统', 'GX-7'])
    expect(detail).toContain(words);
});

test('a hidden number is called by the server; without any there is nobody to call', async () => {
  now = whole({ is_call_pending: true, reply_to: '', caller_number: '', replies: [] });
  serve(() => becomes({}));
  const first = await drawer();
  expect((await screen.findByTestId<HTMLButtonElement>('ticket-dial')).disabled).toBe(true);
  expect(screen.getByText(/没有可拨的号码/)).toBeTruthy();
  first.unmount();
  now = whole({ is_call_pending: true, reply_to: '', caller_number: '+86138****2246' });
  const asked = fakeApi((path) =>
    path === '/api/ticket-settings'
      ? Response.json(settings)
      : path === '/api/tickets/t1'
        ? Response.json(now)
        : undefined,
  );
  await drawer();
  fireEvent.click(await screen.findByTestId('ticket-dial'));
  await waitFor(() => expect(asked.some(({ path }) => path === '/api/tickets/t1/calls')).toBe(true));
});

test('a complaint leads to the order that it is about', async () => {
  now = whole({ about_order_id: 'w9' });
  serve(() => becomes({}));
  await drawer();
  expect((await screen.findByText('查看工单')).getAttribute('href')).toBe('/dispatch?order=w9');
});

test('who may only look is offered nothing to do; who may not know the ticket is told', async () => {
  serve(() => becomes({}));
  const first = await drawer(['ticket.view']);
  expect(await screen.findByText('多收了钱')).toBeTruthy();
  expect(screen.queryByTestId('ticket-action-answer')).toBeNull();
  first.unmount();
  fakeApi((path) =>
    path === '/api/ticket-settings' ? Response.json(settings) : problem(404, 'ticket-not-found'),
  );
  await drawer();
  expect((await screen.findByRole('alert')).textContent).toContain('找不到这张单');
});
