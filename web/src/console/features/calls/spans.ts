export const spans = ['hour', 'today', 'yesterday', 'week'] as const;
export type Span = (typeof spans)[number];

const HOUR_MS = 3_600_000;

/** Midnight of this page's clock, so many days before the day of a moment. */
function midnight(atMs: number, daysBefore: number): number {
  const at = new Date(atMs);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() - daysBefore).getTime();
}

/** The half-open span as the API takes it; what has just begun belongs to it. */
export function momentsOf(span: Span, asOfMs: number): { from: string; to: string } {
  const from = {
    hour: asOfMs - HOUR_MS,
    today: midnight(asOfMs, 0),
    yesterday: midnight(asOfMs, 1),
    week: midnight(asOfMs, 6),
  }[span];
  const to = span === 'yesterday' ? midnight(asOfMs, 0) : asOfMs + 1;
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
