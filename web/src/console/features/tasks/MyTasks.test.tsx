import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import { MyTasks } from './MyTasks';

const json = (body: unknown) =>
  new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } });

test('says what is expected, marks what is late, and leads to the ticket', async () => {
  serve();
  const task = {
    kind: 'ticket',
    id: 't1',
    no: 'C1',
    title: { 'zh-CN': '收费', en: 'Fees' },
    subject: '周晓雯',
    due_at: '2026-11-22T00:00:00Z',
    is_overdue: true,
    expected: 'call_back',
  };
  fakeApi(() => json({ tasks: [task] }));
  await show(<MyTasks />);
  const link = await screen.findByTestId('task-t1');
  expect(link.textContent).toContain('回电 · 收费');
  expect(link.textContent).toContain('已超时');
  expect(link.getAttribute('href')).toBe('/tickets?ticket=t1');
});

test('an empty list and a failure are said', async () => {
  serve();
  fakeApi(() => json({ tasks: [] }));
  const page = await show(<MyTasks />);
  expect(await screen.findByText('没有待办任务。')).toBeTruthy();
  page.unmount();
  fakeApi(() => problem(500, 'internal-error'));
  await show(<MyTasks />);
  expect(await screen.findByRole('alert')).toBeTruthy();
});
