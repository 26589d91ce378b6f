import type { Unit, Value } from '@console/features/figures/today/api';
import { api } from '@shared/api/client';
import type { Language } from '@shared/i18n';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';
import { asked, type ReportSearch, type Scope, scopes } from './search';

export const branches = ['queue', 'interval', 'agent', 'network', 'direction', 'organisation'] as const;
export const charts = ['none', 'bars', 'line'] as const;

export interface ReportBody {
  name: Text;
  branch: (typeof branches)[number];
  measures: string[];
  by: string[];
  span: string;
  chart: (typeof charts)[number];
  role_ids: string[];
  version: number;
}

export interface Report extends ReportBody {
  code: string;
  is_built_in: boolean;
  /** It tells how many were answered within so many seconds. */
  has_promise: boolean;
  is_favourite: boolean;
}

export interface SavedView {
  view_id: string;
  report: string;
  name: string;
  asked: ReportSearch;
}

export interface Catalogue {
  reports: Report[];
  views: SavedView[];
  dimensions: { code: string; name: Text }[];
  roles: { role_id: string; name: string }[];
  scopes: Partial<Record<Scope, { id: string; name: Text }[]>>;
}

export interface Column {
  code: string;
  name: string;
  unit: Unit;
  formula: string;
  remark: string;
  before_days: number;
}

export interface Line {
  key: (string | null)[];
  labels: string[];
  values: Value[];
}

/** A report's table in one language; files say the same. */
export interface Grid {
  code: string;
  title: string;
  from: string;
  to: string;
  /** From what time of the first day to what time of the last; empty: they are whole. */
  times: string;
  within_s: number;
  by: string[];
  heads: string[];
  columns: Column[];
  lines: Line[];
  total: Value[];
  known_until: string;
  is_cut: boolean;
}

export interface Behind {
  call_id: string;
  at: string;
  agent: string | null;
  queue_id: string | null;
  outcome: string | null;
  waited_ms: number | null;
  number: string | null;
  is_recorded: boolean | null;
}

export const catalogueQuery = queryOptions({
  queryKey: ['reports', 'catalogue'],
  queryFn: ({ signal }) => api.get<Catalogue>('/api/reports', signal),
});

export const gridQuery = (code: string, search: ReportSearch, language: Language, turn: number) =>
  queryOptions({
    queryKey: ['reports', 'grid', code, asked(search).toString(), language, turn],
    queryFn: ({ signal }) => {
      const wanted = asked(search);
      wanted.set('language', language);
      return api.slow<Grid>(`/api/reports/${encodeURIComponent(code)}/table?${wanted}`, signal);
    },
    // Who has waited for a minute decides himself whether to wait for another.
    retry: false,
  });

/** Where figures are when a table has none; asked for only then. */
export const nearestQuery = (grid: Grid, search: ReportSearch, language: Language) => {
  const wanted = asked({ ...search, span: '', from: grid.from, to: grid.to });
  wanted.set('language', language);
  return queryOptions({
    queryKey: ['reports', 'nearest', grid.code, wanted.toString()],
    queryFn: ({ signal }) =>
      api.get<{ day: string | null }>(
        `/api/reports/${encodeURIComponent(grid.code)}/nearest?${wanted}`,
        signal,
      ),
    retry: false,
  });
};

export const forms = ['xlsx', 'csv', 'pdf'] as const;
export type Form = (typeof forms)[number];

/** Have a report written as a file; raises what the server says against it. */
export function fetchReport(code: string, search: ReportSearch, language: Language, form: Form) {
  const wanted = asked(search);
  wanted.set('language', language);
  wanted.set('format', form);
  return api.file(`/api/reports/${encodeURIComponent(code)}/file?${wanted}`);
}

const lengths: Record<string, number> = {
  minute: 1,
  quarter: 15,
  half_hour: 30,
  hour: 60,
  day: 1440,
  week: 10_080,
};
const MINUTE_MS = 60_000;

/** What the calls behind a figure are asked with; null where its line is of hours or weekdays of many days. */
export function behind(grid: Grid, line: Line, column: Column, search: ReportSearch): URLSearchParams | null {
  const wanted = asked({ ...search, by: '', span: '', from: grid.from, to: grid.to });
  wanted.set('within_s', String(grid.within_s));
  wanted.set('measure', column.code);
  if (column.before_days) return null;
  for (const [place, dimension] of grid.by.entries()) {
    const part = line.key[place];
    if (!part) return null;
    if ((scopes as readonly string[]).includes(dimension) || dimension === 'direction')
      wanted.set(dimension, part);
    else if (dimension in lengths) {
      wanted.set('since', part);
      wanted.set('until', new Date(Date.parse(part) + (lengths[dimension] ?? 0) * MINUTE_MS).toISOString());
    } else if (dimension === 'month') {
      wanted.set('since', part);
      wanted.set('until', nextMonth(part));
    } else return null;
  }
  return wanted;
}

/** Months begin at midnight of the operator's clock, which keeps one distance to UTC. */
function nextMonth(at: string): string {
  const noon = new Date(Date.parse(at) + 12 * 60 * MINUTE_MS);
  noon.setUTCMonth(noon.getUTCMonth() + 1);
  return new Date(noon.getTime() - 12 * 60 * MINUTE_MS).toISOString();
}

export const behindQuery = (wanted: URLSearchParams) =>
  queryOptions({
    queryKey: ['reports', 'behind', wanted.toString()],
    queryFn: ({ signal }) =>
      api.get<{ calls: Behind[]; is_cut: boolean }>(`/api/figures/calls?${wanted}`, signal),
  });

const reportPath = (code: string) => `/api/reports/${encodeURIComponent(code)}`;
export const like = ({ code, is_favourite }: Report) =>
  is_favourite ? api.delete(`${reportPath(code)}/favourite`) : api.put(`${reportPath(code)}/favourite`, {});
export const saveView = (report: string, name: string, search: ReportSearch) =>
  api.post('/api/reports/views', { report, name, asked: search });
export const removeView = (viewId: string) => api.delete(`/api/reports/views/${viewId}`);
export const compose = (code: string | null, body: ReportBody) =>
  code ? api.put<Report>(reportPath(code), body) : api.post<Report>('/api/reports', body);
export const removeReport = (code: string) => api.delete(reportPath(code));
