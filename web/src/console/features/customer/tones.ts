import type { ContactKind } from '@shared/rt/events';
import type { Tone } from '@shared/ui/Pill';

const good = new Set(['completed', 'closed', 'answered', 'delivered', 'success']);
const bad = new Set(['returned', 'reopened', 'undeliverable', 'expired', 'refused']);
const waits = new Set(['pending', 'suspended', 'awaiting_call', 'queued', 'no_answer', 'busy', 'later']);
const over = new Set(['cancelled', 'merged']);

/** How a state of a timeline's line is coloured; its word says the same. */
export function toneOf(kind: ContactKind, state: string): Tone {
  if (good.has(state)) return 'ok';
  if (bad.has(state)) return 'danger';
  if (waits.has(state)) return 'warn';
  return (kind === 'ticket' || kind === 'order') && !over.has(state) ? 'brand' : 'plain';
}
