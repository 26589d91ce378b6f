import { ProblemError } from '@shared/api/problem';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** What is wrong with which field, in words; fields are named as the server does: `recipe.2.queue_id` is of the second step. */
export type Faults = Record<string, string>;

/** The bounds that the server's words leave out. */
const bounds: Record<string, [number, number]> = {
  priority: [0, 9],
  ring_timeout_s: [5, 300],
  wrap_up_s: [0, 3600],
  max_wait_s: [1, 86_400],
  max_length: [0, 100_000],
  ageing_s: [1, 86_400],
  ring_no_answer_limit: [1, 10],
  after_s: [0, 86_400],
  last_agent_s: [0, 600],
  short_abandon_s: [0, 60],
  by: [1, 10],
  level: [1, 10],
  needs: [1, 10],
  skills: [1, 10],
};

const known = ['disordered', 'malformed', 'missing', 'repeated', 'taken', 'too-long', 'unknown'] as const;

/** The edge counts a list's items from 0, routing's own rules from 1. */
function canonical(field: string, code: string): string {
  if (code === 'routing-invalid') return field;
  return field.replace(/\.(\d+)(?=\.|$)/g, (_, index: string) => `.${Number(index) + 1}`);
}

/** Turn an error into faults by field; empty when it names none. */
export function useFaults(): (error: unknown) => Faults {
  const { t } = useTranslation('routing');
  return useCallback(
    (error) => {
      if (!(error instanceof ProblemError)) return {};
      const words = (field: string, code: string) => {
        const last = field.split('.').at(-1) ?? '';
        const range = bounds[last];
        if (field.startsWith('name.')) return t('fault.name');
        if (last === 'queue_id') return t('fault.queue');
        if (code === 'out-of-range' && range) return t('fault.range', { low: range[0], high: range[1] });
        const found = known.find((each) => each === code);
        return found ? t(`fault.${found}`) : t('fault.other');
      };
      return Object.fromEntries(
        error.errors.map(({ field, code }) => [canonical(field, error.code), words(field, code)]),
      );
    },
    [t],
  );
}

/** Faults without those of a field and what is inside it. */
export const without = (faults: Faults, field: string): Faults =>
  Object.fromEntries(
    Object.entries(faults).filter(([name]) => name !== field && !name.startsWith(`${field}.`)),
  );

export const fieldId = (field: string): string => `routing-${field.replaceAll('.', '-')}`;

/** Go to the first field that is wrong, in the order of the page. */
export function focusFirst(faults: Faults): void {
  const found = Object.keys(faults)
    .map((field) => document.getElementById(fieldId(field)))
    .filter((element) => element !== null)
    .toSorted((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
  found[0]?.focus();
}
