import { api } from '@shared/api/client';
import type { Definition, Purpose } from '@shared/forms/model';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

export interface Form {
  form_id: string;
  code: string;
  purpose: Purpose;
  name: Text;
  draft_version: number;
  /** 0: never published. */
  live_version: number;
  is_draft_new: boolean;
  changed_by_name: string;
  changed_at_ms: number;
  archived_at_ms: number | null;
}

/** `field` is where: `items.<code>` or `sections.<code>`, or nowhere in particular. */
export interface Problem {
  field: string;
  code: string;
  facts: Record<string, string | number>;
}

export interface Draft {
  form: Form;
  definition: Definition;
  problems: Problem[];
}

export interface Saved {
  draft_version: number;
  problems: Problem[];
}

export interface Version {
  version: number;
  note: string;
  published_by_name: string;
  published_at_ms: number;
}

/** What the server tells of somebody else's draft when it refuses ours. */
export interface Theirs {
  draft_version: number;
  draft: Definition;
  changed_by_name: string;
  changed_at_ms: number;
}

export interface NewForm {
  code: string;
  name: Text;
  purpose: Purpose;
  copy_of: string | null;
}

export const keys = { forms: ['forms'] as const };

export const formsQuery = queryOptions({
  queryKey: [...keys.forms, 'list'] as const,
  queryFn: ({ signal }) => api.get<Form[]>('/api/forms', signal),
});

/** Read once: from then on the editor knows better, until somebody else saves. */
export const draftQuery = (code: string) =>
  queryOptions({
    queryKey: [...keys.forms, 'draft', code] as const,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    queryFn: ({ signal }) => api.get<Draft>(`/api/forms/${code}`, signal),
  });

export const versionsQuery = (code: string) =>
  queryOptions({
    queryKey: [...keys.forms, 'versions', code] as const,
    queryFn: ({ signal }) => api.get<Version[]>(`/api/forms/${code}/versions`, signal),
  });

export const createForm = (form: NewForm) => api.post<Draft>('/api/forms', form);

export const renameForm = (code: string, base: number, name: Text, purpose: Purpose) =>
  api.put<Form>(`/api/forms/${code}?base_version=${base}`, { name, purpose });

export const saveDraft = (code: string, base: number, definition: Definition) =>
  api.put<Saved>(`/api/forms/${code}/draft?base_version=${base}`, definition);

export const publishDraft = (code: string, base: number, note: string) =>
  api.post<{ version: number }>(`/api/forms/${code}/versions`, { base_version: base, note });

export const rollBack = (code: string, base: number, version: number) =>
  api.post<Draft>(`/api/forms/${code}/draft/roll-back`, { base_version: base, version });

export const setArchived = (code: string, isArchived: boolean) =>
  api.put<void>(`/api/forms/${code}/archived`, { is_archived: isArchived });
