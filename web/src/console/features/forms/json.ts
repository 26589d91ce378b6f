import { api } from '@shared/api/client';
import { ProblemError } from '@shared/api/problem';
import type { Definition } from '@shared/forms/model';
import type { Problem } from './api';

const MAX_BYTES = 256 * 1024;

/** Read a file as a definition; the server says whether it is one. */
export async function readJson(file: File): Promise<Definition> {
  if (file.size > MAX_BYTES) throw new ProblemError({ status: 413, code: 'form-too-large' });
  const text = await file.text();
  let definition: Definition;
  try {
    definition = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new ProblemError({ status: 422, code: 'form-not-json' });
  }
  await api.post<{ problems: Problem[] }>('/api/forms/problems', definition);
  return definition;
}

/** Give a definition to the person as a file. */
export function downloadJson(code: string, definition: Definition): void {
  const url = URL.createObjectURL(
    new Blob([`${JSON.stringify(definition, null, 2)}\n`], { type: 'application/json' }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `${code}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
