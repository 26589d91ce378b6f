import type { Bucket, Order } from './api';

/** What is due within this is due soon; the server counts alike. */
export const SOON_MS = 4 * 3_600_000;

/** How near an open order is to its deadline; null of one that is over. */
export function bucketOf(order: Order, nowMs: number): Bucket | null {
  if (order.is_final) return null;
  if (order.suspended_at !== null) return 'waiting';
  const left = Date.parse(order.due_at) - nowMs;
  if (left <= 0) return 'overdue';
  return left <= SOON_MS ? 'soon' : 'later';
}

export interface Span {
  isOver: boolean;
  unit: 'days' | 'hours' | 'minutes' | 'seconds';
  big: number;
  small: number;
}

/** A time until (or since) a moment in its two largest units: 2 days 3 hours, 3 h 12 min, 12 min, 45 s. */
export function spanOf(leftMs: number): Span {
  const isOver = leftMs <= 0;
  const seconds = Math.floor(Math.abs(leftMs) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days > 0) return { isOver, unit: 'days', big: days, small: hours % 24 };
  if (hours > 0) return { isOver, unit: 'hours', big: hours, small: minutes % 60 };
  if (minutes > 0) return { isOver, unit: 'minutes', big: minutes, small: seconds % 60 };
  return { isOver, unit: 'seconds', big: seconds, small: 0 };
}

/** How old a position is, in whole minutes; a clock that goes wrong makes nothing younger than now. */
export const ageMin = (at: string, nowMs: number): number =>
  Math.max(0, Math.floor((nowMs - Date.parse(at)) / 60_000));

/** After so long a position tells little about where somebody is. */
export const STALE_MIN = 30;
