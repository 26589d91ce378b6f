export const spans = ['today', 'yesterday', 'week', 'month', 'quarter'] as const;
export type Span = (typeof spans)[number];

const daysBack: Record<Span, [number, number]> = {
  today: [0, -1],
  yesterday: [1, 0],
  week: [6, -1],
  month: [29, -1],
  quarter: [89, -1],
};

/** Midnight of this page's clock, so many days before the day of a moment. */
function midnight(atMs: number, daysBefore: number): Date {
  const at = new Date(atMs);
  return new Date(at.getFullYear(), at.getMonth(), at.getDate() - daysBefore);
}

/** The half-open span of whole days as the API takes it; today belongs to all but yesterday. */
export function momentsOf(span: Span, asOfMs: number): { from: string; to: string } {
  const [first, end] = daysBack[span];
  return { from: midnight(asOfMs, first).toISOString(), to: midnight(asOfMs, end).toISOString() };
}
