/** Whole days as the server counts them; all but yesterday end with today. */
export const spans = ['today', 'yesterday', 'week', 'month', 'quarter'] as const;
export type Span = (typeof spans)[number];
