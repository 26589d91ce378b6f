import { useTranslation } from 'react-i18next';
import type { Draft, Outcome, Run, weekdays } from './api';

/** When it is sent and what became of it, in words. */
export function useScheduleWords() {
  const { t, i18n } = useTranslation('schedules');
  const reason = (code: string) => {
    const key = `reason.${code}`;
    return i18n.exists(key, { ns: 'schedules' }) ? t(key as 'reason.forbidden') : code;
  };
  const outcome = ({ state, error, count }: Outcome) =>
    t(`outcome.${state}`, { count, reason: reason(error) });
  return {
    when: ({ cadence, weekday, day, at }: Draft) =>
      t(`when.${cadence}`, {
        at,
        day,
        weekday: t(`weekday.${String(weekday) as (typeof weekdays)[number]}`),
      }),
    outcome,
    run: ({ error, outcomes }: Run) => {
      if (error) return t('notSent', { reason: reason(error) });
      return outcomes.length > 0 ? ordered(outcomes).map(outcome).join(t('between')) : t('nobody');
    },
    names: ({ names, count }: Outcome) =>
      [names.join(t('names')), ...(count > names.length ? [t('more', { count })] : [])].join(' '),
  };
}

const order: Outcome['state'][] = ['sent', 'waiting', 'undelivered', 'no_mail', 'failed'];

export const ordered = (outcomes: Outcome[]): Outcome[] =>
  outcomes.toSorted((one, other) => order.indexOf(one.state) - order.indexOf(other.state));

/** Something was in the way of somebody's report. */
export const isTroubled = ({ error, outcomes }: Run): boolean =>
  error !== '' || outcomes.some(({ state }) => state !== 'sent' && state !== 'waiting');

/** 03-03 07:00, by the operator's clock. */
export function moment(at: string, timeZone: string): string {
  const parts = {
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  const found = new Intl.DateTimeFormat('en', { timeZone, ...parts }).formatToParts(new Date(at));
  const part = (type: string) => found.find((each) => each.type === type)?.value ?? '';
  return `${part('month')}-${part('day')} ${part('hour')}:${part('minute')}`;
}
