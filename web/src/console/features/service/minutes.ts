import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** Minutes as people say them: 30 min, 24 h, 1 h 30 min. */
export function useMinutes(): (minutes: number) => string {
  const { t } = useTranslation('service');
  return useCallback(
    (minutes) => {
      const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
      if (hours === 0) return t('time.minutes', { minutes: rest });
      return rest === 0 ? t('time.hours', { hours }) : t('time.both', { hours, minutes: rest });
    },
    [t],
  );
}
