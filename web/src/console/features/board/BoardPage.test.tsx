import type { BoardAgent, BoardView } from '@shared/rt/board';
import { useDesk } from '@shared/rt/store';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, serve, show } from '../../../testing/render';
import { callView } from '../../../testing/views';
import { BoardPage } from './BoardPage';

const agent: BoardAgent = {
  agent_id: 'x',
  number: '1040',
  name: '张敏',
  group: '一组',
  state: 'busy',
  since_ms: Date.now(),
  reason: null,
  pending_state: null,
  can_be_monitored: false,
  monitors: [],
  help_since_ms: null,
  unread_messages: 0,
  queues: ['q1'],
};
const queue = {
  queue_id: 'q1',
  name: { 'zh-CN': '故障报修', en: 'Faults' },
  waiting: 2,
  longest_since_ms: Date.now(),
  ready_agents: 0,
  is_open: true,
  short_abandoned: 0,
  contacts: 5,
  settled: 5,
  in_time: 4,
  judged: 5,
  answered: 4,
  abandoned: 1,
  switches: [],
};

const view = (change: Partial<BoardView> = {}): BoardView => ({
  queues: [queue],
  agents: [agent],
  alarms: [],
  scopes: { networks: [], groups: [['总部', '一组']], queues: [] },
  level: { measure: 'service_level_2', within_s: 20, goal: 85 },
  known_until_ms: null,
  delay_ms: 0,
  is_wall: false,
  ...change,
});

function serveBoard() {
  serve();
  act(() => useDesk.setState({ board: view(), boardTs: Date.now() }));
}

test('an agent is signed out by force only with a reason', async () => {
  const asked = fakeApi();
  serveBoard();
  await show(<BoardPage />);
  fireEvent.click(screen.getByTestId('agent-1040'));
  expect(screen.getByTestId('selected-agent').textContent).toContain('故障报修');
  fireEvent.click(screen.getByTestId('force-not-ready'));
  const confirm = await screen.findByTestId<HTMLButtonElement>('force-confirm');
  expect(confirm.disabled).toBe(true);
  fireEvent.click(screen.getByRole('radio', { name: '小休' }));
  fireEvent.click(confirm);
  await waitFor(() =>
    expect(asked).toEqual([{ path: '/api/agents/x/state', body: { state: 'not_ready', reason: 'break' } }]),
  );
});

const figure = (testId: string) => screen.getByTestId(testId).closest('[data-tone]');

test('of today stands what the figures say, beside its goal; a dash until it is known', async () => {
  fakeApi();
  serveBoard();
  await show(<BoardPage />, { permissions: ['board.view'] });
  expect(figure('board-level')?.textContent).toBe('20 秒服务水平80.0%目标 85%');
  expect(figure('board-level')?.getAttribute('data-tone')).toBe('warn');
  act(() => useDesk.setState({ board: view({ queues: [{ ...queue, in_time: 5 }] }) }));
  expect(figure('board-level')?.getAttribute('data-tone')).toBe('ok');
  act(() => useDesk.setState({ board: view({ level: null }) }));
  expect(screen.getByTestId('board-level').textContent).toBe('—');
  expect(screen.getByTestId('board-contacts').textContent).toBe('—');
  expect(screen.queryByTestId('day-chart')).toBeNull();
});

test('half hours are those of the queues shown, each figure with its formula', async () => {
  const level = { code: 'service_level_2', formula: { 'zh-CN': '口径', en: 'formula' }, remark: null };
  const slot = new Date(Math.floor(Date.now() / 1_800_000) * 1_800_000).toISOString();
  const asked = fakeApi((path) => {
    if (path === '/api/figures/measures') return Response.json([level]);
    return path.startsWith('/api/figures/table')
      ? Response.json({ rows: [{ key: [slot], values: [5, 1, 80] }] })
      : undefined;
  });
  serveBoard();
  await show(<BoardPage />, { permissions: ['board.view', 'figures.view'] });
  const chart = await screen.findByTestId('day-chart');
  expect(within(chart).getByRole('img', { name: '今日来话 5，其中放弃 1' })).toBeTruthy();
  expect(chart.textContent).toContain('来话 5 · 放弃 1 · 服务水平 80.0%');
  expect(figure('board-level')?.getAttribute('title')).toBe('口径');
  const table = asked.map(({ path }) => path).find((path) => path.includes('by=half_hour'));
  expect(table).toContain('queue=q1');
  expect(table).toContain('within_s=20');
});

const monitoring = {
  agent_id: 'x',
  label: '张敏 1040',
  participation: 'listen' as const,
  is_connected: true,
  can_take_over: true,
};
const phone = {
  kind: 'web_phone' as const,
  address: '1009',
  ws_path: '/sip',
  domain: 'kefu',
  is_registered: true,
  is_elsewhere: false,
};
const pressed = (testId: string) => screen.getByTestId(testId).getAttribute('aria-pressed');
const isDisabled = (testId: string) => screen.getByTestId<HTMLButtonElement>(testId).disabled;
const showAgent = (change: Partial<BoardAgent>) =>
  act(() => useDesk.setState({ board: view({ agents: [{ ...agent, ...change }] }), phone }));

test('who talks can be listened to; pressed is what the server says', async () => {
  const asked = fakeApi();
  serveBoard();
  await show(<BoardPage />);
  fireEvent.click(screen.getByTestId('agent-1040'));
  expect(isDisabled('monitor-listen')).toBe(true);
  showAgent({ can_be_monitored: true });
  fireEvent.click(screen.getByTestId('monitor-listen'));
  await waitFor(() =>
    expect(asked).toEqual([{ path: '/api/agents/x/monitor', body: { participation: 'listen' } }]),
  );
  expect(pressed('monitor-listen')).toBe('false');
  expect(isDisabled('take-call-over')).toBe(true);
  act(() => useDesk.setState({ calls: [callView({ phase: 'monitoring', monitoring })] }));
  expect(pressed('monitor-listen')).toBe('true');
  fireEvent.click(screen.getByTestId('monitor-whisper'));
  await waitFor(() => expect(asked[1]?.body).toEqual({ participation: 'whisper' }));
  fireEvent.click(screen.getByTestId('monitor-stop'));
  await waitFor(() => expect(asked[2]?.path).toBe('/api/calls/c1/clear_connection'));
});

test('a call is taken over after a question', async () => {
  const asked = fakeApi();
  serveBoard();
  showAgent({ can_be_monitored: true });
  act(() => useDesk.setState({ calls: [callView({ phase: 'monitoring', monitoring })] }));
  await show(<BoardPage />);
  fireEvent.click(screen.getByTestId('agent-1040'));
  fireEvent.click(screen.getByTestId('take-call-over'));
  expect(asked).toEqual([]);
  fireEvent.click(await screen.findByRole('button', { name: '确认执行' }));
  await waitFor(() => expect(asked.map(({ path }) => path)).toEqual(['/api/agents/x/take_over']));
});

test('each way to take part has a permission of its own', async () => {
  serveBoard();
  await show(<BoardPage />, { permissions: ['board.view', 'call.listen'] });
  fireEvent.click(screen.getByTestId('agent-1040'));
  expect(screen.queryByTestId('monitor-listen')).not.toBeNull();
  for (const other of ['monitor-whisper', 'monitor-barge', 'take-call-over', 'message'])
    expect(screen.queryByTestId(other)).toBeNull();
});

test('who asks for help is taken up with one click', async () => {
  const asked = fakeApi();
  serveBoard();
  showAgent({ can_be_monitored: true, help_since_ms: Date.now() });
  await show(<BoardPage />);
  expect(screen.getByText('1 位坐席求助')).toBeTruthy();
  fireEvent.click(screen.getByTestId('take-help-1040'));
  await waitFor(() =>
    expect(asked).toEqual([{ path: '/api/agents/x/monitor', body: { participation: 'listen' } }]),
  );
  expect(screen.getByTestId('selected-agent')).toBeTruthy();
});

test('a message goes to the agent, or to his group', async () => {
  const asked = fakeApi();
  serveBoard();
  await show(<BoardPage />);
  fireEvent.click(screen.getByTestId('agent-1040'));
  fireEvent.click(screen.getByTestId('message'));
  const send = await screen.findByTestId<HTMLButtonElement>('message-send');
  expect(send.disabled).toBe(true);
  fireEvent.change(screen.getByTestId('message-text'), { target: { value: ' 请注意语速 ' } });
  fireEvent.click(screen.getByRole('radio', { name: '班组 一组' }));
  fireEvent.click(send);
  await waitFor(() =>
    expect(asked).toEqual([{ path: '/api/desk/messages', body: { group: '一组', text: '请注意语速' } }]),
  );
});

test('an agent is set ready by force with a reason in words', async () => {
  const asked = fakeApi();
  serveBoard();
  await show(<BoardPage />);
  fireEvent.click(screen.getByTestId('agent-1040'));
  fireEvent.click(screen.getByTestId('force-ready'));
  fireEvent.change(await screen.findByTestId('force-why'), { target: { value: '高峰' } });
  fireEvent.click(screen.getByTestId('force-confirm'));
  await waitFor(() =>
    expect(asked).toEqual([{ path: '/api/agents/x/state', body: { state: 'ready', reason: '高峰' } }]),
  );
});

test('without the permission nobody can be forced', async () => {
  serveBoard();
  await show(<BoardPage />, { permissions: ['board.view'] });
  fireEvent.click(screen.getByTestId('agent-1040'));
  expect(screen.queryByTestId('force-log-off')).toBeNull();
});

test('what is old is greyed and says since when', async () => {
  serveBoard();
  await show(<BoardPage />);
  expect(screen.getByTestId('board').dataset.stale).toBe('false');
  act(() => useDesk.setState({ connection: 'offline' }));
  expect(screen.getByTestId('board').dataset.stale).toBe('true');
  expect(screen.getByText(/数据已停在/)).toBeTruthy();
});
