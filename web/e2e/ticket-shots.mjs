// Pictures of tickets and of my tasks.
const handling = [
  'desk.use',
  'call.outbound',
  'customer.view',
  'workorder.view',
  'ticket.view',
  'ticket.handle',
];
const opened = '/tickets?ticket=00000000-0000-7000-8000-000000008001';

export function ticketShots(click) {
  const shot = (name, more) => [name, { scenario: 'idle', permissions: handling, ...more }];
  return [
    shot('tickets', { path: '/tickets' }),
    shot('tickets-empty', { path: '/tickets', isEmpty: true }),
    shot('tickets-nothing-found', { path: '/tickets?overdue=true', isEmpty: true }),
    shot('tickets-error', {
      path: '/tickets',
      problem: ['GET /api/tickets', { status: 503, code: 'database-unavailable' }],
    }),
    shot('tickets-forbidden', { path: '/tickets', permissions: ['desk.use'] }),
    shot('ticket', { path: opened }),
    shot('ticket-answer', { path: opened, act: click('ticket-action-answer') }),
    shot('ticket-hand-over', { path: opened, act: click('ticket-action-hand_over') }),
    shot('ticket-call-made', { path: opened, act: click('ticket-action-call_made') }),
    shot('ticket-repair', { path: opened.replace('8001', '8000') }),
    shot('ticket-over', { path: opened.replace('8001', '8003') }),
    shot('tasks', { path: '/tasks' }),
    shot('tasks-empty', { path: '/tasks', isEmpty: true }),
    shot('idle-tasks', { path: '/' }),
  ];
}
