import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Why an export failed, as a sentence. */
export function useReason(): (code: string) => string {
  const { t, i18n } = useTranslation('exports');
  return useCallback(
    (code) => {
      const key = `reason.${code}`;
      return i18n.exists(key, { ns: 'exports' }) ? t(key as 'reason.forbidden') : t('reason.other', { code });
    },
    [t, i18n],
  );
}
