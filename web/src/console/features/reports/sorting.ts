import type { Language } from '@shared/i18n';
import type { Column, Grid, Line } from './api';

/** By which column lines stand: heads first, then figures; null is the report's own order. */
export interface Order {
  place: number;
  isDown: boolean;
}

/** What a column is called in the address. */
const columnCode = ({ code, before_days }: Column) => (before_days ? `${code}.${before_days}` : code);
const codesOf = (grid: Grid) => [...grid.by, ...grid.columns.map(columnCode)];

/** Read `queue` or `-abandoned`; a column that the table has not is no order. */
export function readOrder(grid: Grid, sort: string | undefined): Order | null {
  const isDown = sort?.startsWith('-') ?? false;
  const place = codesOf(grid).indexOf((isDown ? sort?.slice(1) : sort) ?? '');
  return place < 0 ? null : { place, isDown };
}

/** A column that is pressed again turns round, and then lets go; figures begin with the most. */
export function nextSort(grid: Grid, order: Order | null, place: number): string {
  const code = codesOf(grid)[place] ?? '';
  const first = place >= grid.by.length;
  const isDown = order?.place === place ? !order.isDown : first;
  if (order?.place === place && order.isDown !== first) return '';
  return isDown ? `-${code}` : code;
}

/** Lines in an order; what has no figure comes last, however one sorts. */
export function sorted(grid: Grid, order: Order | null, language: Language): Line[] {
  if (!order) return grid.lines;
  const { place, isDown } = order;
  const sign = isDown ? -1 : 1;
  if (place < grid.by.length) {
    const words = new Intl.Collator(language, { numeric: true });
    return grid.lines.toSorted((a, b) => sign * words.compare(a.labels[place] ?? '', b.labels[place] ?? ''));
  }
  const of = (line: Line) => line.values[place - grid.by.length] ?? null;
  return grid.lines.toSorted((a, b) => {
    const [one, other] = [of(a), of(b)];
    if (one === null || other === null) return Number(one === null) - Number(other === null);
    return sign * (one - other);
  });
}
