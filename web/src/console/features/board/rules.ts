import type { AgentState, BoardAgent, BoardView } from '@shared/rt/events';

const MINUTE_MS = 60_000;

/** From when on a state has lasted too long. */
const limitsMs: Partial<Record<AgentState, number>> = {
  reserved: MINUTE_MS / 2,
  working_after_call: 3 * MINUTE_MS,
  busy: 10 * MINUTE_MS,
  not_ready: 30 * MINUTE_MS,
};

export const LONG_WAIT_MS = MINUTE_MS;

export function isOverTime(agent: Pick<BoardAgent, 'state' | 'since_ms'>, nowMs: number): boolean {
  const limit = limitsMs[agent.state];
  return limit !== undefined && nowMs - agent.since_ms > limit;
}

const order: AgentState[] = ['ready', 'reserved', 'busy', 'working_after_call', 'not_ready', 'null'];

/** Over time first, then by state, among equals the longest in it. */
export function byUrgency(agents: BoardAgent[], nowMs: number): BoardAgent[] {
  return agents.toSorted(
    (a, b) =>
      Number(isOverTime(b, nowMs)) - Number(isOverTime(a, nowMs)) ||
      order.indexOf(a.state) - order.indexOf(b.state) ||
      a.since_ms - b.since_ms,
  );
}

export interface Totals {
  waiting: number;
  longestSinceMs: number | null;
  offered: number;
  answered: number;
  abandoned: number;
  /** Share of offered calls, in percent; null before the first call of the day. */
  abandonmentPct: number | null;
  signedOn: number;
  inState: (state: AgentState) => number;
}

export function totals({ queues, agents }: BoardView): Totals {
  const sum = (field: 'waiting' | 'offered' | 'answered' | 'abandoned') =>
    queues.reduce((total, queue) => total + queue[field], 0);
  const since = queues.flatMap((queue) => queue.longest_since_ms ?? []);
  const inState = (state: AgentState) => agents.filter((agent) => agent.state === state).length;
  const offered = sum('offered');
  const abandoned = sum('abandoned');
  return {
    waiting: sum('waiting'),
    longestSinceMs: since.length > 0 ? Math.min(...since) : null,
    offered,
    answered: sum('answered'),
    abandoned,
    abandonmentPct: offered > 0 ? (abandoned / offered) * 100 : null,
    signedOn: agents.length - inState('null'),
    inState,
  };
}
