import { settings, whole } from '@console/features/tickets/handling/examples';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import type { Task } from './api';
import { ShortTasks, TaskCount } from './ShortTasks';
import { TasksPage } from './TasksPage';

const permissions = ['ticket.view', 'ticket.handle', 'call.outbound'];
const task = (change: Partial<Task> = {}): Task => ({
  kind: 'ticket',
  id: 't1',
  no: 'C1',
  title: { 'zh-CN': '收费', en: 'Fees' },
  subject: '周晓明',
  state: 'awaiting_call',
  due_at: new Date(Date.now() - 60_000).toISOString(),
  is_overdue: true,
  expected: 'call_back',
  is_alarm: true,
  ...change,
});
const mine = (tasks: Task[]) =>
  Response.json({ tasks, counts: { all: tasks.length, overdue: 1, alarms: 1 } });

test('a call-back is dialled and reported from the list', async () => {
  serve();
  const asked = fakeApi((path, method) => {
    if (path === '/api/tasks') return mine([task()]);
    if (path === '/api/ticket-settings') return Response.json(settings);
    if (path === '/api/tickets/t1')
      return Response.json(whole({ caller_number: '+86138****2246', reply_to: '', actions: ['call_made'] }));
    return method === 'POST' && path.endsWith('/actions')
      ? Response.json(whole({ version: 3, actions: [] }))
      : undefined;
  });
  await show(<TasksPage />, { permissions });
  const row = await screen.findByTestId('task');
  expect(row.dataset.overdue).toBe('true');
  for (const words of ['回电', '周晓明', '告警', '超 1 分']) expect(row.textContent).toContain(words);
  expect(screen.getByTestId('task-open').getAttribute('href')).toBe('/tickets?ticket=t1');
  fireEvent.click(await screen.findByTestId('ticket-dial'));
  await waitFor(() => expect(asked.some(({ path }) => path === '/api/tickets/t1/calls')).toBe(true));
  fireEvent.click(screen.getByTestId('task-not-reached'));
  await waitFor(() =>
    expect(asked.find(({ path }) => path === '/api/tickets/t1/actions')?.body).toMatchObject({
      action: 'call_made',
      is_reached: false,
      version: 2,
    }),
  );
});

test('scorecards to read and appeals to answer lead to their rooms', async () => {
  serve();
  const of = (kind: string, expected: string) =>
    task({ kind, expected, id: 'c1', no: '2026-03', due_at: null, is_overdue: false, is_alarm: false });
  fakeApi(() => mine([of('appraisal', 'read_score'), of('appeal', 'answer_appeal')]));
  await show(<TasksPage />, { permissions: ['desk.use'] });
  const ways = await screen.findAllByTestId('task-open');
  expect(ways.map((each) => each.getAttribute('href'))).toEqual([
    '/appraisal?room=mine&card=c1',
    '/appraisal?room=appeals&card=c1',
  ]);
  const words = screen.getAllByTestId('task').map((each) => each.textContent);
  expect([words[0]?.includes('查看考核得分'), words[1]?.includes('答复考核申诉')]).toEqual([true, true]);
});

test('nothing to do, and a failure, are said', async () => {
  serve();
  fakeApi(() => mine([]));
  const page = await show(<TasksPage />, { permissions });
  expect(await screen.findByText('没有待办任务。')).toBeTruthy();
  page.unmount();
  fakeApi(() => problem(503, 'database-unavailable'));
  await show(<TasksPage />, { permissions });
  expect(await screen.findByRole('alert')).toBeTruthy();
});

test('the desk shows the five most urgent and how many there are; who sees no tickets nothing', async () => {
  serve();
  const asked = fakeApi(() =>
    mine([1, 2, 3, 4, 5, 6].map((n) => task({ id: `t${n}`, no: `C${n}`, expected: 'answer' }))),
  );
  const desk = await show(
    <>
      <ShortTasks place="middle" />
      <TaskCount />
    </>,
    { permissions },
  );
  await waitFor(() => expect(screen.getAllByTestId('task')).toHaveLength(5));
  expect(screen.getByText('全部 6 项')).toBeTruthy();
  expect(screen.getByTitle('共 6 项，超时 1 项').textContent).toBe('6');
  desk.unmount();
  asked.length = 0;
  await show(<ShortTasks place="middle" />, { permissions: [] });
  expect(asked).toEqual([]);
});

test('each kind of task leads to where it is done', async () => {
  serve();
  fakeApi(() =>
    mine([
      task({ expected: 'answer' }),
      task({ kind: 'survey', id: 's1', no: '', expected: 'call_again', is_alarm: false }),
      task({ kind: 'work_order', id: 'w1', no: '261122-0000001', expected: 'escalated' }),
    ]),
  );
  await show(<TasksPage />, { permissions: ['survey.call'] });
  const ways = (await screen.findAllByTestId('task-open')).map((way) => [
    way.textContent,
    way.getAttribute('href'),
  ]);
  expect(ways).toEqual([
    ['C1', '/tickets?ticket=t1'],
    ['回访', '/survey'],
    ['261122-0000001', '/dispatch?order=w1'],
  ]);
  expect(screen.getByText('约定再次回访')).toBeTruthy();
});
