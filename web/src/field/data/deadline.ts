import type { FieldOrder } from '../model';

const SOON_MS = 4 * 3_600_000;

/** How near an order is to its deadline; while it is suspended its time stands still. */
export type Urgency = 'overdue' | 'soon' | 'later' | 'waiting' | 'over';

export function urgency(order: FieldOrder, now: number): Urgency {
  if (order.is_final || order.state === 'returned') return 'over';
  if (order.suspended_at) return 'waiting';
  const left = Date.parse(order.due_at) - now;
  if (left <= 0) return 'overdue';
  return left <= SOON_MS ? 'soon' : 'later';
}

/** Hours, minutes and seconds, whichever side of the deadline. */
export function clockText(milliseconds: number): string {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const two = (part: number) => String(part).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
