import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemError } from './problem';

/** Turn an error into a sentence of the person's language that says what to do. */
export function useProblemText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('api');
  return useCallback(
    (error) => {
      if (!(error instanceof ProblemError)) return t('unexpected');
      const key = `problem.${error.code}`;
      if (i18n.exists(key, { ns: 'api' }))
        return t(key as 'problem.forbidden', { seconds: 60, ...error.facts });
      return t('other', { code: error.code, trace: error.trace_id ?? '—' });
    },
    [t, i18n],
  );
}
