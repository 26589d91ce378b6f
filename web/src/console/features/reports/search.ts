/** What stands in the address of a report: which one, of which days, of whom, told apart how, in which order. */
export const names = [
  'report',
  'span',
  'from',
  'to',
  'after',
  'before',
  'by',
  'queue',
  'network',
  'agent',
  'group',
  'site',
  'within',
  'sort',
] as const;
export type ReportSearch = Partial<Record<(typeof names)[number], string>>;

/** Lists are written with commas; what is no word is not there. */
export function readSearch(search: Record<string, unknown>): ReportSearch {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = search[name];
      return (typeof value === 'string' && value) || typeof value === 'number' ? [[name, String(value)]] : [];
    }),
  );
}

/** Whole days as the server counts them: those up to today, and those that are over. */
export const spans = ['today', 'yesterday', 'week', 'month', 'quarter', 'last_week', 'last_month'] as const;

export const scopes = ['queue', 'network', 'agent', 'group', 'site'] as const;
export type Scope = (typeof scopes)[number];

/** Spans are half-open: people read the last day. */
export const lastDay = (end: string): string => shifted(end, -1);

/** A day, so many days later. */
export const shifted = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** What the server is asked of; without days it takes the report's own. */
export function asked(search: ReportSearch): URLSearchParams {
  const wanted = new URLSearchParams();
  const { span, from, to, within } = search;
  if (from && to) {
    wanted.set('from', from);
    wanted.set('to', to);
  } else if (span) wanted.set('span', span);
  for (const name of ['after', 'before'] as const) if (search[name]) wanted.set(name, search[name]);
  if (within) wanted.set('within_s', within);
  for (const name of ['by', ...scopes] as const)
    for (const each of search[name]?.split(',') ?? []) if (each) wanted.append(name, each);
  return wanted;
}
