import type { BoardAgent, BoardView } from '@shared/rt/events';
import { expect, test } from 'vitest';
import { byUrgency, isOverTime, totals } from './rules';

const agent = (name: string, state: BoardAgent['state'], since_ms: number): BoardAgent => ({
  agent_id: name,
  number: name,
  name,
  group: null,
  state,
  since_ms,
  reason: null,
  queues: [],
});
const queue = (waiting: number, longest_since_ms: number | null, offered: number, abandoned: number) => ({
  queue_id: String(waiting),
  name: { 'zh-CN': '', en: '' },
  waiting,
  longest_since_ms,
  ready_agents: 0,
  is_open: true,
  short_abandoned: 0,
  offered,
  answered: offered - abandoned,
  abandoned,
});
const board = (change: Partial<BoardView>): BoardView => ({ queues: [], agents: [], delay_ms: 0, ...change });

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
    offered: 50,
    answered: 45,
    abandoned: 5,
    abandonmentPct: 10,
    signedOn: 1,
  });
  expect(sum.inState('ready')).toBe(1);
});

test('before the first call there is no rate and nobody waits', () => {
  expect(totals(board({}))).toMatchObject({ waiting: 0, longestSinceMs: null, abandonmentPct: null });
});
