import { useLanguage } from '@shared/i18n';

/** A month as people say it; the day in it is not meant. */
export function useMonthName() {
  const language = useLanguage();
  const format = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long', timeZone: 'UTC' });
  return (month: string): string => format.format(new Date(`${month.slice(0, 10)}T00:00:00Z`));
}

/** Points are told with one digit; without any, by a dash. */
export const pointsOf = (points: number | null | undefined): string =>
  points === null || points === undefined ? '—' : points.toFixed(1);

/** The month before this one, as a field of months holds it. */
export function lastMonth(now: Date): string {
  const first = new Date(Date.UTC(now.getFullYear(), now.getMonth() - 1, 1));
  return first.toISOString().slice(0, 7);
}
