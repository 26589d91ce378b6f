import type { Answers, Fault } from '@shared/forms/model';
import { itemsOf } from '@shared/forms/model';
import { check, kept, prefill, visit } from '@shared/forms/walk';
import type { Detail, Form, UsedPart } from '../model';

/** What he has written about the end of an order and not submitted; it survives a reload. */
export interface Draft {
  result: string;
  cause: string;
  parts: UsedPart[];
  note: string;
  answers: Record<string, unknown>;
  photos: string[];
  signature: { image: string; name: string };
  /** Under which the signature is kept where the form asks for one. */
  signatureId: string;
}

export const newDraft = (signatureId: string): Draft => ({
  result: '',
  cause: '',
  parts: [],
  note: '',
  answers: {},
  photos: [],
  signature: { image: '', name: '' },
  signatureId,
});

/** The form's answers with those that are given elsewhere on the page, and which items those are. */
export function answersOf(draft: Draft, form: Form): { answers: Answers; hidden: Set<string> } {
  const known = prefill(form.definition, {
    'order.result': draft.result,
    'order.cause': draft.cause,
    'order.parts': draft.parts.map(({ code }) => code),
    'order.note': draft.note,
  });
  const answers: Record<string, unknown> = { ...draft.answers, ...known };
  for (const item of itemsOf(form.definition)) {
    if (item.kind === 'photo') answers[item.code] = draft.photos;
    if (item.kind === 'signature') answers[item.code] = draft.signature.image ? draft.signatureId : undefined;
  }
  return { answers, hidden: new Set(Object.keys(known)) };
}

/** Whether the form asks for something of this kind now. */
export const asks = (form: Form | null, answers: Answers, kind: 'photo' | 'signature'): boolean =>
  !!form && visit(form.definition, answers).some(({ item }) => item.kind === kind);

export const faultsOf = (form: Form, answers: Answers): Fault[] =>
  check(form.definition, answers).filter(({ code }) => code !== 'form-answer-unknown');

/** What is sent when he submits. */
export function detailOf(draft: Draft, form: Form | null): Detail {
  return {
    result_code: draft.result,
    cause_code: draft.cause,
    parts: draft.parts,
    note: draft.note.trim(),
    signature: draft.signature.image,
    ...(form
      ? { form_version: form.version, answers: kept(form.definition, answersOf(draft, form).answers) }
      : {}),
  };
}

/** The bytes of a data URL. */
export function bytesOf(dataUrl: string): ArrayBuffer {
  const text = atob(dataUrl.slice(dataUrl.indexOf(',') + 1));
  return Uint8Array.from(text, (character) => character.charCodeAt(0)).buffer as ArrayBuffer;
}
