import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import { TicketDrawer } from './TicketDrawer';

const json = (body: unknown) =>
  new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } });
const settings = { categories: [], departments: [], lifecycles: [] };
const ticket = {
  ticket_id: 't1',
  ticket_no: 'C1',
  kind: 'complaint',
  category: { 'zh-CN': '收费', en: 'Fees' },
  state: 'in_progress',
  is_final: false,
  version: 2,
  caller_name: '周晓雯',
  caller_number: '',
  address: '',
  department: null,
  handler: null,
  accepted_at: '2026-11-20T00:00:00Z',
  due_at: '2026-11-22T00:00:00Z',
  is_overdue: true,
  is_reply_lost: false,
  description: '多收了钱',
  actions: ['answer', 'note'],
  events: [{ event_id: 'e1', at: '2026-11-20T00:00:00Z', action: 'accept', person: null, detail: {} }],
  replies: [],
};
const permissions = ['ticket.view', 'ticket.handle'];

test('is answered with words, and says that nothing is closed without a reply', async () => {
  serve();
  const asked = fakeApi((path, method) => {
    if (path === '/api/ticket-settings') return json(settings);
    return json(method === 'POST' ? { ...ticket, version: 3, state: 'awaiting_call' } : ticket);
  });
  await show(<TicketDrawer ticketId="t1" onClose={() => {}} />, { permissions });
  expect(await screen.findByText('答复客户后才能办结。')).toBeTruthy();
  expect(screen.queryByTestId('ticket-close')).toBeNull();
  const answer = screen.getByTestId<HTMLButtonElement>('ticket-answer');
  expect(answer.disabled).toBe(true);
  fireEvent.change(screen.getByTestId('ticket-words'), { target: { value: '已退款' } });
  fireEvent.click(answer);
  expect(await screen.findByText('awaiting_call')).toBeTruthy();
  const sent = asked.find(({ path }) => path === '/api/tickets/t1/actions')?.body;
  expect(sent).toMatchObject({ action: 'answer', by: 'phone', text: '已退款', version: 2 });
});

test('when somebody was faster it shows what is now', async () => {
  serve();
  let version = 2;
  fakeApi((path, method) => {
    if (path === '/api/ticket-settings') return json(settings);
    if (method === 'GET')
      return json({ ...ticket, version, state: version > 2 ? 'reopened' : 'in_progress' });
    version = 3;
    return problem(409, 'ticket-changed');
  });
  await show(<TicketDrawer ticketId="t1" onClose={() => {}} />, { permissions });
  fireEvent.change(await screen.findByTestId('ticket-words'), { target: { value: '问过了' } });
  fireEvent.click(screen.getByTestId('ticket-note'));
  await waitFor(() => expect(screen.getByText('reopened')).toBeTruthy());
});

test('who may not handle tickets is offered nothing to do', async () => {
  serve();
  fakeApi((path) => json(path === '/api/ticket-settings' ? settings : ticket));
  await show(<TicketDrawer ticketId="t1" onClose={() => {}} />, { permissions: ['ticket.view'] });
  expect(await screen.findByText('多收了钱')).toBeTruthy();
  expect(screen.queryByTestId('ticket-answer')).toBeNull();
});
