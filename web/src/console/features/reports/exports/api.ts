import { api } from '@shared/api/client';
import type { Language } from '@shared/i18n';
import { queryOptions } from '@tanstack/react-query';
import type { Form } from '../api';
import { asked, type ReportSearch } from '../search';

export type State = 'waiting' | 'running' | 'done' | 'failed';

/** The days, half-open, and the language of a file; and of whom it is. */
export interface Asked {
  from: string;
  to: string;
  language: Language;
  [name: string]: unknown;
}

/** A file that is, or will be; `error` is the code of what was in the way. */
export interface Export {
  export_id: string;
  report: string;
  name: string;
  format: Form;
  asked: Asked;
  state: State;
  error: string;
  rows: number | null;
  created_at: string;
  expires_at: string;
}

export const isUnderWay = ({ state }: Export): boolean => state === 'waiting' || state === 'running';

export const exportsQuery = queryOptions({
  queryKey: ['reports', 'exports'],
  queryFn: ({ signal }) => api.get<Export[]>('/api/report-exports', signal),
});

const one = ['from', 'to', 'span', 'after', 'before'];

/** What stands in the address, as the body of a request: lists as lists. */
export function bodyOf(search: ReportSearch, language: Language, format: Form): Record<string, unknown> {
  const body: Record<string, unknown> = { language, format };
  for (const [name, value] of asked(search)) {
    if (one.includes(name)) body[name] = value;
    else if (name === 'within_s') body[name] = Number(value);
    else body[name] = [...((body[name] as string[] | undefined) ?? []), value];
  }
  return body;
}

const path = (exportId: string) => `/api/report-exports/${exportId}`;
export const askExport = (report: string, body: Record<string, unknown>) =>
  api.post<Export>(`/api/reports/${encodeURIComponent(report)}/exports`, body);
export const fetchExport = (exportId: string) => api.file(`${path(exportId)}/file`);
export const removeExport = (exportId: string) => api.delete(path(exportId));

/** Ask once more for what failed, as it was asked for then. */
export async function repeatExport(failed: Export): Promise<Export> {
  const made = await askExport(failed.report, { ...failed.asked, format: failed.format });
  await removeExport(failed.export_id);
  return made;
}
