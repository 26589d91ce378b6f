import { dayOf, duration } from '@shared/ui/format';
import type { Unit, Value } from './api';

/** How a figure is written: 1,234 · 12.3 s · 1:02:03 · 85.0% · 4.5. */
export function written(value: Value | undefined, unit: Unit): string {
  if (value === null || value === undefined) return '—';
  if (unit === 'count') return new Intl.NumberFormat().format(value);
  if (unit === 'seconds') return `${value.toFixed(1)} s`;
  if (unit === 'duration') return duration(value * 1000);
  return unit === 'percent' ? `${value.toFixed(1)}%` : value.toFixed(1);
}

/** The same day of the week before, up to the same time of day, by a clock. */
export function weekBefore(
  now: Date,
  timeZone: string | undefined,
): { from: string; to: string; until: string } {
  const then = new Date(now.getTime() - 7 * 86_400_000);
  const after = new Date(then.getTime() + 86_400_000);
  return { from: dayOf(then, timeZone), to: dayOf(after, timeZone), until: quarter(then) };
}

/** Figures are kept by quarters of an hour: a day before is told up to the end of the last one. */
function quarter(at: Date): string {
  const length = 900_000;
  return new Date(Math.floor(at.getTime() / length) * length).toISOString();
}
