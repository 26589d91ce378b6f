import type { AlarmKind } from '@shared/rt/board';
import { useTranslation } from 'react-i18next';

interface Told {
  kind: AlarmKind;
  value: number | null;
  threshold: number;
}

/** Say what an alarm is about: how much it was when it was raised, and how much it may be. */
export function useAlarmWords(): (alarm: Told) => string {
  const { t } = useTranslation('board');
  return ({ kind, value, threshold }) =>
    t(`alarms.told.${kind}`, { value: value === null ? '—' : Math.round(value), threshold });
}
