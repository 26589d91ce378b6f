import type { BoardAgent, BoardAlarm, BoardView } from '@shared/rt/board';
import { expect, test } from 'vitest';
import { ceiling, halfHours } from './halfHours';
import {
  askingForHelp,
  byNeed,
  byUrgency,
  byWait,
  callingAloud,
  endOf,
  isOverTime,
  share,
  totals,
  waitingFirst,
} from './rules';
import { readSearch, scopeOf } from './search';

const agent = (name: string, state: BoardAgent['state'], since_ms: number): BoardAgent => ({
  agent_id: name,
  number: name,
  name,
  group: null,
  state,
  since_ms,
  reason: null,
  pending_state: null,
  can_be_monitored: false,
  monitors: [],
  help_since_ms: null,
  unread_messages: 0,
  queues: [],
});
const queue = (waiting: number, longest_since_ms: number | null, contacts: number, abandoned: number) => ({
  queue_id: String(waiting),
  name: { 'zh-CN': '', en: '' },
  waiting,
  longest_since_ms,
  ready_agents: 0,
  is_open: true,
  short_abandoned: 0,
  contacts,
  answered: contacts - abandoned - waiting,
  abandoned,
  settled: contacts - waiting,
  in_time: contacts / 2,
  judged: contacts - waiting,
  switches: [],
});
const board = (change: Partial<BoardView>): BoardView => ({
  queues: [],
  agents: [],
  alarms: [],
  scopes: { networks: [], groups: [], queues: [] },
  level: null,
  known_until_ms: null,
  delay_ms: 0,
  is_wall: false,
  ...change,
});

test.each([
  ['working_after_call', 180_000, false],
  ['working_after_call', 180_001, true],
  ['busy', 600_001, true],
  ['ready', 9_000_000, false],
] as const)('%s for %i ms is over time: %s', (state, ms, isLate) => {
  expect(isOverTime({ state, since_ms: 0 }, ms)).toBe(isLate);
});

test('over time first, then free ones, then by time', () => {
  const now = 1_000_000;
  const shown = byUrgency(
    [
      agent('c', 'busy', now - 20),
      agent('b', 'ready', now - 10),
      agent('a', 'ready', now - 30),
      agent('late', 'busy', 0),
    ],
    now,
  );
  expect(shown.map(({ name }) => name)).toEqual(['late', 'a', 'b', 'c']);
});

test('who asks for help comes before everybody, the longest first', () => {
  const asking = (name: string, since: number) => ({ ...agent(name, 'busy', 900_000), help_since_ms: since });
  const everybody = [agent('late', 'busy', 0), asking('b', 20), asking('a', 10)];
  expect(byUrgency(everybody, 1_000_000).map(({ name }) => name)).toEqual(['b', 'a', 'late']);
  expect(askingForHelp(everybody).map(({ name }) => name)).toEqual(['a', 'b']);
});

test('figures are sums over the queues', () => {
  const sum = totals(
    board({
      queues: [queue(3, 500, 40, 4), queue(1, 200, 10, 1)],
      agents: [agent('a', 'ready', 0), agent('b', 'null', 0)],
    }),
  );
  expect(sum).toMatchObject({
    waiting: 4,
    longestSinceMs: 200,
    signedOn: 1,
    day: { contacts: 50, answered: 41, abandoned: 5, settled: 46, in_time: 25, judged: 46 },
  });
  expect(sum.inState('ready')).toBe(1);
});

test('before the first call there is no share and nobody waits', () => {
  const { day, ...sum } = totals(board({}));
  expect(sum).toMatchObject({ waiting: 0, longestSinceMs: null });
  expect(share(day.abandoned, day.settled)).toBeNull();
  expect(share(1, 4)).toBe(25);
});

test('queues keep their places, but those with waiting callers come first', () => {
  const named = (queue_id: string, waiting: number) => ({ ...queue(waiting, null, 0, 0), queue_id });
  const shown = waitingFirst([named('a', 0), named('b', 1), named('c', 0), named('d', 9)]);
  expect(shown.map(({ queue_id }) => queue_id)).toEqual(['b', 'd', 'a', 'c']);
});

const SLOT = 1_800_000;
const row = (atMs: number, ...values: (number | null)[]) => ({ key: [new Date(atMs).toISOString()], values });

test('half hours go from the first with contacts to now, those without are there', () => {
  const rows = [row(2 * SLOT, 8, 1, 75), row(20 * SLOT, 4, 0, null)];
  const found = halfHours({ rows }, 30.5 * SLOT);
  expect(found.map(({ atMs }) => atMs / SLOT)).toEqual(Array.from({ length: 29 }, (_, n) => n + 2));
  expect(found[0]).toEqual({ atMs: 2 * SLOT, contacts: 8, abandoned: 1, level: 75 });
  expect(found[1]).toEqual({ atMs: 3 * SLOT, contacts: 0, abandoned: 0, level: null });
  expect(found[18]).toEqual({ atMs: 20 * SLOT, contacts: 4, abandoned: 0, level: null });
});

test('a young day shows some hours', () => {
  expect(halfHours({ rows: [row(40 * SLOT, 1, 0, 100)] }, 40 * SLOT)).toHaveLength(12);
});

test.each([
  [0, 10],
  [10, 10],
  [11, 20],
  [42, 50],
  [240, 300],
  [610, 800],
  [1000, 1000],
])('%i is drawn below %i', (most, top) => {
  expect(ceiling(most)).toBe(top);
});

const alarm = (id: string, change: Partial<BoardAlarm> = {}): BoardAlarm => ({
  alarm_id: id,
  name: { 'zh-CN': '', en: '' },
  kind: 'waiting',
  severity: 'warning',
  has_sound: false,
  subject: { kind: 'queue', id: 'q', name: { 'zh-CN': '', en: '' } },
  threshold: 3,
  value: 4,
  raised_at_ms: 0,
  acknowledged_at_ms: null,
  acknowledged_by: null,
  ...change,
});

test('what nobody sees to comes first, the worse before the less bad, the latest first', () => {
  const shown = byNeed([
    alarm('seen', { severity: 'critical', acknowledged_at_ms: 5, raised_at_ms: 9 }),
    alarm('old', { raised_at_ms: 1 }),
    alarm('new', { raised_at_ms: 2 }),
    alarm('worst', { severity: 'critical', raised_at_ms: 0 }),
  ]);
  expect(shown.map(({ alarm_id }) => alarm_id)).toEqual(['worst', 'new', 'old', 'seen']);
});

test('aloud are calls for help, and alarms with a sound that nobody sees to', () => {
  const agents = [{ ...agent('a', 'busy', 0), help_since_ms: 1 }, agent('b', 'busy', 0)];
  const alarms = [
    alarm('loud', { has_sound: true }),
    alarm('silent'),
    alarm('seen', { has_sound: true, acknowledged_at_ms: 3 }),
  ];
  expect(callingAloud({ agents, alarms })).toEqual([agents[0]?.agent_id, 'loud']);
});

test('switches end after a while, at midnight, or by hand', () => {
  const now = new Date(2026, 2, 2, 10, 0).getTime();
  expect(endOf('half', now)?.getTime()).toBe(now + 1_800_000);
  expect(endOf('twoHours', now)?.getTime()).toBe(now + 7_200_000);
  expect(endOf('day', now)).toEqual(new Date(2026, 2, 3));
  expect(endOf('open', now)).toBeNull();
});

test('what a board is narrowed to stands in its address', () => {
  expect(readSearch({ wall: '', group: '一班', site: 5, queue: null, other: 'x' })).toEqual({
    wall: true,
    group: '一班',
    site: '5',
  });
  expect(readSearch({})).toEqual({});
  expect(scopeOf({ wall: true, group: '一班' })).toEqual({ is_wall: true, group: '一班' });
  expect(scopeOf({})).toEqual({});
});

test('on the wall stands first where somebody waits, the longest', () => {
  const queues = [queue(0, null, 1, 0), queue(2, 50, 1, 0), queue(9, null, 1, 0), queue(3, 20, 1, 0)];
  expect(byWait(queues).map(({ queue_id }) => queue_id)).toEqual(['3', '2', '0', '9']);
});
