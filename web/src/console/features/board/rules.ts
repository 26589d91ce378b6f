import type { BoardAgent, BoardAlarm, BoardQueue, BoardView, DaySums } from '@shared/rt/board';
import type { AgentState } from '@shared/rt/events';

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

/** Who asks for a supervisor, the longest first. */
export function askingForHelp(agents: BoardAgent[]): BoardAgent[] {
  return agents
    .filter((agent) => agent.help_since_ms !== null)
    .sort((a, b) => (a.help_since_ms ?? 0) - (b.help_since_ms ?? 0));
}

/** Who asks for help, then over time, then by state, among equals the longest in it. */
export function byUrgency(agents: BoardAgent[], nowMs: number): BoardAgent[] {
  return agents.toSorted(
    (a, b) =>
      Number(b.help_since_ms !== null) - Number(a.help_since_ms !== null) ||
      Number(isOverTime(b, nowMs)) - Number(isOverTime(a, nowMs)) ||
      order.indexOf(a.state) - order.indexOf(b.state) ||
      a.since_ms - b.since_ms,
  );
}

export interface Totals {
  waiting: number;
  longestSinceMs: number | null;
  day: DaySums;
  signedOn: number;
  inState: (state: AgentState) => number;
}

export function totals({ queues, agents }: BoardView): Totals {
  const since = queues.flatMap((queue) => queue.longest_since_ms ?? []);
  const inState = (state: AgentState) => agents.filter((agent) => agent.state === state).length;
  return {
    waiting: queues.reduce((total, queue) => total + queue.waiting, 0),
    longestSinceMs: since.length > 0 ? Math.min(...since) : null,
    day: sumOf(queues),
    signedOn: agents.length - inState('null'),
    inState,
  };
}

const sums = [
  'contacts',
  'answered',
  'abandoned',
  'short_abandoned',
  'settled',
  'in_time',
  'judged',
] as const;

function sumOf(queues: DaySums[]): DaySums {
  const total = (name: (typeof sums)[number]) => queues.reduce((sum, queue) => sum + queue[name], 0);
  return Object.fromEntries(sums.map((name) => [name, total(name)])) as unknown as DaySums;
}

/** A share in percent; null where nothing could be judged. */
export const share = (part: number, whole: number) => (whole > 0 ? (part / whole) * 100 : null);

/** For how long something is switched on. */
export const lengths = ['half', 'hour', 'twoHours', 'day', 'open'] as const;
export type Length = (typeof lengths)[number];

const minutesOf: Partial<Record<Length, number>> = { half: 30, hour: 60, twoHours: 120 };

/** When it ends: after so long, at midnight, or (null) when somebody ends it. */
export function endOf(length: Length, nowMs: number): Date | null {
  const minutes = minutesOf[length];
  if (minutes !== undefined) return new Date(nowMs + minutes * MINUTE_MS);
  if (length === 'open') return null;
  const midnight = new Date(nowMs);
  midnight.setHours(24, 0, 0, 0);
  return midnight;
}

/** Where somebody waits comes first, else all stay in their places: people click on them. */
export const waitingFirst = (queues: BoardQueue[]) =>
  queues.toSorted((a, b) => Number(b.waiting > 0) - Number(a.waiting > 0));

/** Where somebody waits comes first, the longest; the others stay in their order. For boards that nobody scrolls. */
export function byWait(queues: BoardQueue[]): BoardQueue[] {
  const since = (queue: BoardQueue) => queue.longest_since_ms ?? Number.POSITIVE_INFINITY;
  return queues.toSorted((a, b) => (since(a) === since(b) ? 0 : since(a) - since(b)));
}

const severities = ['critical', 'warning'];

/** What nobody sees to yet comes first, the worse before the less bad, the latest first. */
export function byNeed(alarms: BoardAlarm[]): BoardAlarm[] {
  return alarms.toSorted(
    (a, b) =>
      Number(a.acknowledged_at_ms !== null) - Number(b.acknowledged_at_ms !== null) ||
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      b.raised_at_ms - a.raised_at_ms,
  );
}

/** What calls for somebody aloud: who asks for help, and alarms with a sound that nobody sees to. */
export function callingAloud({ agents, alarms }: Pick<BoardView, 'agents' | 'alarms'>): string[] {
  return [
    ...askingForHelp(agents).map(({ agent_id }) => agent_id),
    ...alarms
      .filter(({ has_sound, acknowledged_at_ms }) => has_sound && acknowledged_at_ms === null)
      .map(({ alarm_id }) => alarm_id),
  ];
}
