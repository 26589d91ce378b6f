import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { fakeApi, serve as goOnline, problem, show } from '../../../../testing/render';
import type { Ticket } from './api';
import { settings, ticket } from './examples';
import { TicketTable } from './TicketTable';

const permissions = ['ticket.view'];
beforeEach(() => goOnline());

const serve = (answer: (path: string) => Response | undefined) =>
  fakeApi((path) => (path === '/api/ticket-settings' ? Response.json(settings) : answer(path)));
const page = (tickets: Ticket[], next_before: string | null = null) =>
  Response.json({ tickets, next_before });
const table = (filter = {}, onOpen = (_: string) => {}, onShowAll = () => {}) => (
  <TicketTable filter={filter} openId={undefined} onOpen={onOpen} onShowAll={onShowAll} />
);

test('a row tells the deadline, the state and what stands out, in words', async () => {
  serve(() => page([ticket({ is_unanswered: true, regulator_code: 'miit', reopened_count: 2 })]));
  const opened: string[] = [];
  await show(
    table({}, (id) => opened.push(id)),
    { permissions },
  );
  const row = await screen.findByTestId('ticket-row');
  await waitFor(() => expect(row.textContent).toContain('处理中'));
  for (const words of ['超 1 小时', '首次答复超时', '工信部', '重开 2 次', '第 1 级催办', '营业部'])
    expect(row.textContent).toContain(words);
  fireEvent.click(within(row).getByTestId('ticket-open'));
  expect(opened).toEqual(['t1']);
});

test('older pages are asked for with the cursor of the page before', async () => {
  const asked = serve((path) =>
    path.includes('before=t1')
      ? page([ticket({ ticket_id: 't2', ticket_no: 'C2' })])
      : page([ticket()], 't1'),
  );
  await show(table(), { permissions });
  fireEvent.click(await screen.findByTestId('older'));
  await waitFor(() => expect(screen.getAllByTestId('ticket-row')).toHaveLength(2));
  expect(screen.queryByTestId('older')).toBeNull();
  expect(asked.some(({ path }) => path === '/api/tickets?is_open=true&sort=due&before=t1')).toBe(true);
});

test('an empty list says so, a narrowed one how to go back', async () => {
  serve(() => page([]));
  const first = await show(table(), { permissions });
  expect(await screen.findByText('没有未办结的受理单')).toBeTruthy();
  first.unmount();
  let isCleared = false;
  await show(
    table({ overdue: true }, undefined, () => {
      isCleared = true;
    }),
    { permissions },
  );
  fireEvent.click(await screen.findByText('清除筛选'));
  expect(isCleared).toBe(true);
});

test('an error stays in its panel and can be tried again', async () => {
  let isDown = true;
  serve(() => (isDown ? problem(503, 'database-unavailable') : page([ticket()])));
  await show(table(), { permissions });
  const alert = await screen.findByRole('alert');
  isDown = false;
  fireEvent.click(within(alert).getByRole('button'));
  expect(await screen.findByTestId('ticket-row')).toBeTruthy();
});
