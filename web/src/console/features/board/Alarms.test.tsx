import type { BoardAgent, BoardAlarm, BoardView } from '@shared/rt/board';
import { useDesk } from '@shared/rt/store';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeApi, serve, show } from '../../../testing/render';
import { BoardPage } from './BoardPage';
import { Wall } from './Wall';

const text = (words: string) => ({ 'zh-CN': words, en: words });
const agent: BoardAgent = {
  agent_id: 'x',
  number: '1040',
  name: '张敏',
  group: '一组',
  site: '总部',
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
const queue = (id: string, name: string): BoardView['queues'][number] => ({
  queue_id: id,
  name: text(name),
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
});
const alarm: BoardAlarm = {
  alarm_id: 'a1',
  name: text('人多'),
  kind: 'waiting',
  severity: 'critical',
  has_sound: true,
  subject: { kind: 'queue', id: 'q1', name: text('故障报修') },
  threshold: 10,
  value: 14,
  raised_at_ms: Date.now(),
  acknowledged_at_ms: null,
  acknowledged_by: null,
};
const view = (change: Partial<BoardView> = {}): BoardView => ({
  queues: [queue('q1', '故障报修'), queue('q2', '业务办理')],
  agents: [agent],
  alarms: [],
  scopes: {
    networks: [{ id: 'n1', name: text('苏州') }],
    groups: [['总部', '一组']],
    queues: [{ id: 'q2', name: text('业务办理'), is_open: true }],
  },
  level: null,
  known_until_ms: null,
  delay_ms: 0,
  is_wall: false,
  ...change,
});
const see = (change: Partial<BoardView> = {}) =>
  act(() => useDesk.setState({ board: view(change), boardTs: Date.now() }));
const json = (body: unknown) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });

beforeEach(() => serve());

test('an alarm is acknowledged with one click, and then says by whom', async () => {
  const asked = fakeApi();
  see({ alarms: [alarm] });
  await show(<BoardPage />);
  expect(screen.getByTestId('alarm-waiting').textContent).toContain('排队 14 人，超过 10 人');
  fireEvent.click(screen.getByTestId('alarm-acknowledge'));
  await waitFor(() => expect(asked).toEqual([{ path: '/api/alarms/a1/acknowledge', body: { note: '' } }]));
  see({ alarms: [{ ...alarm, acknowledged_at_ms: Date.now(), acknowledged_by: '陈立华' }] });
  expect(screen.queryByTestId('alarm-acknowledge')).toBeNull();
  expect(screen.getByTestId('alarm-waiting').textContent).toContain('陈立华 已确认');
});

test('who only looks acknowledges nothing, sets up nothing, switches and moves nobody', async () => {
  see({ alarms: [alarm] });
  await show(<BoardPage />, { permissions: ['board.view'] });
  fireEvent.click(screen.getByTestId('agent-1040'));
  expect(screen.getByTestId('alarm-waiting')).toBeDefined();
  for (const id of ['alarm-acknowledge', 'alarm-rules', 'switch-q1', 'assign'])
    expect(screen.queryByTestId(id)).toBeNull();
});

test('an alarm with a sound is heard once, and not again when it is acknowledged', async () => {
  const played = vi.fn();
  vi.stubGlobal('AudioContext', function Fake(this: object) {
    const node = { connect: () => node, start: played, stop: () => {}, frequency: {}, gain: {} };
    Object.assign(this, { currentTime: 0, createOscillator: () => node, createGain: () => node });
  });
  localStorage.setItem('kefu-help-sound', 'on');
  see();
  await show(<BoardPage />);
  expect(played).toHaveBeenCalledTimes(0);
  see({ alarms: [{ ...alarm, alarm_id: 'silent', has_sound: false }] });
  expect(played).toHaveBeenCalledTimes(0);
  see({ alarms: [alarm] });
  see({ alarms: [{ ...alarm, value: 15 }] });
  see({ alarms: [{ ...alarm, acknowledged_at_ms: 5 }] });
  expect(played).toHaveBeenCalledTimes(2);
  localStorage.removeItem('kefu-help-sound');
});

test('a queue is closed for an hour, and opened again by hand', async () => {
  const asked = fakeApi((path) => (path.endsWith('/prompts') ? json([]) : undefined));
  see();
  await show(<BoardPage />);
  fireEvent.click(screen.getByTestId('switch-q1'));
  fireEvent.click(await screen.findByTestId('switch-closed-on'));
  const sent = () => asked.filter(({ path }) => path === '/api/queues/q1/switches/closed');
  await waitFor(() => expect(sent().length).toBe(1));
  const body = sent()[0]?.body as { until: string } | undefined;
  expect(Math.abs(Date.parse(body?.until ?? '') - Date.now() - 3_600_000)).toBeLessThan(60_000);
  const on = { kind: 'closed', set_at_ms: 0, set_by: '陈立华', until_ms: null, prompt: null } as const;
  const closed = { ...queue('q1', '故障报修'), switches: [{ ...on, to_queue_id: null }] };
  see({ queues: [closed] });
  expect(screen.getByTestId('switch-closed').textContent).toContain('陈立华');
  fireEvent.click(screen.getByTestId('switch-closed-off'));
  await waitFor(() =>
    expect(asked.at(-1)).toEqual({ path: '/api/queues/q1/switches/closed', body: undefined }),
  );
});

test('overflow and notices need to know where to and what', async () => {
  fakeApi((path) => (path.endsWith('/prompts') ? json([]) : undefined));
  see();
  await show(<BoardPage />);
  fireEvent.click(screen.getByTestId('switch-q1'));
  for (const kind of ['overflow', 'notice'])
    expect((await screen.findByTestId<HTMLButtonElement>(`switch-${kind}-on`)).disabled).toBe(true);
});

const assignment = {
  agent_id: 'x',
  queue_ids: ['q1'],
  skills: [{ skill_id: 's1', level: 6 }],
  queues: [
    { queue_id: 'q1', name: text('故障报修') },
    { queue_id: 'q2', name: text('业务办理') },
  ],
  known_skills: [
    { skill_id: 's1', name: text('故障处理') },
    { skill_id: 's2', name: text('英语') },
  ],
};

test('an agent gets another queue and another skill, told with what he had', async () => {
  const asked = fakeApi((path, method) =>
    path.endsWith('/assignment') && method === 'GET' ? json(assignment) : undefined,
  );
  see();
  await show(<BoardPage />);
  fireEvent.click(screen.getByTestId('agent-1040'));
  fireEvent.click(screen.getByTestId('assign'));
  const save = await screen.findByTestId<HTMLButtonElement>('assign-save');
  expect(save.disabled).toBe(true);
  fireEvent.click(screen.getByRole('checkbox', { name: '业务办理' }));
  fireEvent.click(screen.getByRole('checkbox', { name: '英语' }));
  fireEvent.click(save);
  await waitFor(() =>
    expect(asked.at(-1)).toEqual({
      path: '/api/agents/x/assignment',
      body: {
        queue_ids: ['q1', 'q2'],
        skills: [
          { skill_id: 's1', level: 6 },
          { skill_id: 's2', level: 5 },
        ],
        was: { queue_ids: ['q1'], skills: [{ skill_id: 's1', level: 6 }] },
      },
    }),
  );
});

test('on the wall stand numbers, and nothing of a board that has names', async () => {
  const { rerender } = await show(<Wall board={null} />);
  expect(screen.queryByText('1040')).toBeNull();
  rerender(<div />);
  await show(<Wall board={view({ is_wall: true, alarms: [alarm], agents: [{ ...agent, name: '1040' }] })} />);
  expect(screen.getByTestId('wall-1040').textContent).toContain('1040');
  expect(screen.getByTestId('wall').textContent).toContain('排队 14 人');
  expect(screen.getByTestId('wall').textContent).not.toContain('张敏');
});

test('a board with names is not shown on the wall, nor one for the wall to the supervisor', async () => {
  see({ is_wall: true });
  await show(<BoardPage />);
  expect(screen.queryByTestId('agent-1040')).toBeNull();
  see();
  expect(screen.getByTestId('agent-1040')).toBeDefined();
});
