import { useLanguage, useText } from '@shared/i18n';
import { useTranslation } from 'react-i18next';
import type { Calendar, CalendarSettings, Interval } from './api';
import { draftOf, type Part, type Span, spansOf } from './draft';

/** A Monday; what follows are the other days of the week. */
const MONDAY = Date.UTC(2026, 0, 5);
const DAY_MS = 86_400_000;

/** Business hours said in words. */
export function useHoursWords() {
  const { t } = useTranslation('hours');
  const language = useLanguage();
  const text = useText();

  const weekday = (day: number) =>
    new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' }).format(
      MONDAY + (day - 1) * DAY_MS,
    );
  const hours = (intervals: Interval[]) =>
    intervals.length === 0
      ? t('closed')
      : intervals.map(({ opens, closes }) => `${opens}–${closes}`).join(t('comma'));

  /** Days in a row with the same hours are said together; closed days are left out. */
  const week = (settings: Pick<CalendarSettings, 'week'>): string[] => {
    const days = draftOf({
      ...settings,
      code: '',
      name: { 'zh-CN': '', en: '' },
      time_zone: '',
      days: [],
    }).week;
    const groups: { first: number; last: number; said: string }[] = [];
    days.forEach((intervals, index) => {
      const said = hours(intervals);
      const group = groups.at(-1);
      if (group && group.said === said && group.last === index) group.last = index + 1;
      else groups.push({ first: index + 1, last: index + 1, said });
    });
    const open = groups.filter(({ said }) => said !== t('closed'));
    if (open.length === 0) return [t('neverOpen')];
    return open.map(({ first, last, said }) => {
      const name = first === last ? weekday(first) : t('range', { from: weekday(first), to: weekday(last) });
      return t('on', { days: name, hours: said });
    });
  };

  const dates = ({ from, to }: Span) => (from === to ? from : t('range', { from, to: to.slice(5) }));
  const span = (each: Span) =>
    t('special', { dates: dates(each), name: text(each.name), hours: hours(each.hours) });

  /** When a calendar opens or closes next, on its own clock: only the time when that is today. */
  const moment = (calendar: Calendar, at: string) => {
    const zone = { timeZone: calendar.time_zone };
    const day = new Intl.DateTimeFormat('en-CA', zone);
    const isToday = day.format(Date.parse(at)) === day.format(Date.now());
    return new Intl.DateTimeFormat(language, {
      ...zone,
      ...(isToday ? {} : { month: 'short', day: 'numeric', weekday: 'short' }),
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }).format(Date.parse(at));
  };
  const standing = (calendar: Calendar) => {
    const { is_open_now, changes_at } = calendar;
    if (changes_at === null) return t(is_open_now ? 'alwaysOpen' : 'alwaysClosed');
    const until = moment(calendar, changes_at);
    return t(is_open_now ? 'openUntil' : 'closedUntil', { until });
  };

  /** What a part of a calendar is, for the comparison of two versions. */
  const part = (name: Part, calendar: CalendarSettings): string => {
    switch (name) {
      case 'name':
        return `${calendar.name['zh-CN']} / ${calendar.name.en}`;
      case 'week':
        return week(calendar).join(t('semicolon'));
      case 'days':
        return spansOf(calendar.days).map(span).join(t('semicolon')) || t('none');
      default:
        return calendar[name];
    }
  };

  return { weekday, hours, week, span, dates, standing, part };
}
