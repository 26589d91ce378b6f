import type { FigureTable } from '@console/features/figures/today/api';

const SLOT_MS = 1_800_000;
/** So many half hours are shown even when the day is young. */
const LEAST = 12;

export interface HalfHour {
  atMs: number;
  contacts: number;
  abandoned: number;
  /** Percent; null where nothing could be judged. */
  level: number | null;
}

/** The half hours up to now, from the first with contacts on; those without are there as well. */
export function halfHours(table: Pick<FigureTable, 'rows'>, nowMs: number): HalfHour[] {
  const told = new Map(table.rows.map(({ key, values }) => [Date.parse(key[0] ?? ''), values]));
  const last = Math.floor(nowMs / SLOT_MS) * SLOT_MS;
  const first = Math.min(last - (LEAST - 1) * SLOT_MS, ...told.keys());
  const count = Math.round((last - first) / SLOT_MS) + 1;
  return Array.from({ length: count }, (_, place) => {
    const atMs = first + place * SLOT_MS;
    const [contacts, abandoned, level] = told.get(atMs) ?? [];
    return { atMs, contacts: contacts ?? 0, abandoned: abandoned ?? 0, level: level ?? null };
  });
}

/** The least round number that nothing is above: 10, 20, 30, 40, 50, 60, 80, 100 and so on. */
export function ceiling(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(10, most)));
  return ([1, 2, 3, 4, 5, 6, 8, 10].find((factor) => factor * power >= most) ?? 10) * power;
}
