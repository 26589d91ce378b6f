import type { DirectoryAgent } from '../rt/events';

const order = ['ready', 'working_after_call', 'reserved', 'busy', 'not_ready', 'null'];

/** Free colleagues first, among equals the longest in that state. */
export function freeFirst(agents: DirectoryAgent[]): DirectoryAgent[] {
  return agents.toSorted(
    (a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.since_ms - b.since_ms,
  );
}

export function matches(agent: DirectoryAgent, wanted: string): boolean {
  const words = wanted.trim().toLowerCase();
  return [agent.name, agent.number, agent.group ?? ''].some((field) => field.toLowerCase().includes(words));
}
