import type { Text } from '@shared/rt/events';
import type { Calendar, CalendarSettings, Interval, SpecialDay } from './api';

/** Days in a row that are alike: a holiday of a week is one line. */
export interface Span {
  key: string;
  from: string;
  to: string;
  name: Text;
  hours: Interval[];
}

/** A calendar while it is written: every day of the week has its own intervals, Monday first. */
export interface Draft {
  code: string;
  name: Text;
  time_zone: string;
  week: Interval[][];
  spans: Span[];
}

export const DAY_MS = 86_400_000;
export const SPAN_MAX = 62;
export const DAYS_MAX = 400;
export const INTERVALS_MAX = 5;

const office: Interval[] = [{ opens: '08:30', closes: '17:30' }];

export const newCalendar: CalendarSettings = {
  code: '',
  name: { 'zh-CN': '', en: '' },
  time_zone: 'Asia/Shanghai',
  week: office.map((each) => ({ ...each, weekdays: [1, 2, 3, 4, 5] })),
  days: [],
};

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const byOpening = (a: Interval, b: Interval) => a.opens.localeCompare(b.opens);
const plain = ({ opens, closes }: Interval): Interval => ({ opens, closes });

const isDate = (text: string) =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && addDays(text, 0) === text;
export const addDays = (on: string, days: number) =>
  new Date(Date.parse(on) + days * DAY_MS).toISOString().slice(0, 10);

/** Bring days in a row that are alike together. */
export function spansOf(days: SpecialDay[]): Span[] {
  const spans: Span[] = [];
  for (const { on, name, hours } of days.toSorted((a, b) => a.on.localeCompare(b.on))) {
    const last = spans.at(-1);
    if (last && addDays(last.to, 1) === on && isSame([last.name, last.hours], [name, hours.map(plain)]))
      last.to = on;
    else spans.push({ key: crypto.randomUUID(), from: on, to: on, name, hours: hours.map(plain) });
  }
  return spans;
}

export const draftOf = ({ code, name, time_zone, week, days }: CalendarSettings): Draft => ({
  code,
  name,
  time_zone,
  week: [1, 2, 3, 4, 5, 6, 7].map((day) =>
    week
      .filter(({ weekdays }) => weekdays.includes(day))
      .map(plain)
      .toSorted(byOpening),
  ),
  spans: spansOf(days),
});

const datesOf = ({ from, to }: Span): string[] => {
  const length = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
  return Array.from({ length: Math.min(Math.max(length || 0, 0), DAYS_MAX) }, (_, day) => addDays(from, day));
};

/** What is sent: the same interval of several weekdays is one line, and every date stands for itself. */
export function settingsOf({ code, name, time_zone, week, spans }: Draft): CalendarSettings {
  const lines = new Map<string, Interval & { weekdays: number[] }>();
  week.forEach((intervals, index) => {
    for (const { opens, closes } of intervals) {
      const line = lines.get(`${opens}-${closes}`);
      if (line) line.weekdays.push(index + 1);
      else lines.set(`${opens}-${closes}`, { opens, closes, weekdays: [index + 1] });
    }
  });
  return {
    code: code.trim(),
    name,
    time_zone,
    week: [...lines.values()].toSorted(byOpening),
    days: spans
      .flatMap((span) => datesOf(span).map((on) => ({ on, name: span.name, hours: span.hours.map(plain) })))
      .toSorted((a, b) => a.on.localeCompare(b.on)),
  };
}

const parts = ['code', 'name', 'time_zone', 'week', 'days'] as const;
export type Part = (typeof parts)[number];

/** The parts in which two calendars differ. */
export function differences(a: CalendarSettings, b: CalendarSettings): Part[] {
  const [left, right] = [settingsOf(draftOf(a)), settingsOf(draftOf(b))];
  return parts.filter((part) => !isSame(left[part], right[part]));
}

/** Three-way: what I changed since `base` is mine, everything else is theirs. */
export function merge(base: CalendarSettings, mine: Draft, theirs: Calendar): Draft {
  const own = settingsOf(mine);
  const changed = differences(base, own);
  return draftOf({ ...theirs, ...Object.fromEntries(changed.map((part) => [part, own[part]])) });
}

/** 8:30, 830 and 8 are understood; what is no time stays as it was typed. */
export function clockOf(typed: string): string {
  const [, hour, minute] = /^(\d{1,2})(?:[:：.]?(\d{2}))?$/.exec(typed.trim()) ?? [];
  return hour === undefined ? typed.trim() : `${hour.padStart(2, '0')}:${minute ?? '00'}`;
}

/** 2027/1/31 and 20270131 are understood; what is no date stays as it was typed. */
export function dateOf(typed: string): string {
  const [, year, month, day] =
    /^(\d{4})(?:(\d{2})(\d{2})|\D(\d{1,2})\D(\d{1,2})\D?)$/
      .exec(typed.trim())
      ?.map((each) => each ?? '')
      .filter(Boolean) ?? [];
  return year && month && day ? [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-') : typed.trim();
}

const isClock = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(text);

export type FaultCode =
  | 'clock'
  | 'backwards'
  | 'overlapping'
  | 'noHours'
  | 'name'
  | 'date'
  | 'order'
  | 'long'
  | 'twice'
  | 'many';

function faultOf(intervals: Interval[]): FaultCode | null {
  if (intervals.some(({ opens, closes }) => !(isClock(opens) && isClock(closes)))) return 'clock';
  if (intervals.some(({ opens, closes }) => opens >= closes)) return 'backwards';
  const ordered = intervals.toSorted(byOpening);
  const overlaps = ordered.some((each, at) => at > 0 && each.opens < (ordered[at - 1]?.closes ?? ''));
  return overlaps ? 'overlapping' : null;
}

const isNamed = (name: Text) =>
  [name['zh-CN'], name.en].every((each) => each.trim().length > 0 && each.length <= 100);

function faultOfSpan(span: Span, taken: Set<string>): FaultCode | null {
  if (!isDate(span.from) || !isDate(span.to)) return 'date';
  if (span.from > span.to) return 'order';
  if ((Date.parse(span.to) - Date.parse(span.from)) / DAY_MS >= SPAN_MAX) return 'long';
  if (datesOf(span).some((on) => taken.has(on))) return 'twice';
  if (!isNamed(span.name)) return 'name';
  return faultOf(span.hours);
}

/** What is wrong, by place: `week.1` is Monday, `days.2` the second line of special days. */
export function faultsIn({ week, spans }: Draft): Record<string, FaultCode> {
  const found: [string, FaultCode | null][] = week.map((day, index) => [`week.${index + 1}`, faultOf(day)]);
  const taken = new Set<string>();
  spans.forEach((span, index) => {
    found.push([`days.${index + 1}`, faultOfSpan(span, taken)]);
    for (const on of datesOf(span)) taken.add(on);
  });
  if (taken.size > DAYS_MAX) found.push(['days', 'many']);
  return Object.fromEntries(found.filter((each): each is [string, FaultCode] => each[1] !== null));
}

/** A new special day comes after the last, or tomorrow. */
export function addSpan(spans: Span[], today: string): Span[] {
  const last = spans
    .map(({ to }) => to)
    .toSorted()
    .at(-1);
  const from = addDays(last && last > today ? last : today, 1);
  return [...spans, { key: crypto.randomUUID(), from, to: from, name: { 'zh-CN': '', en: '' }, hours: [] }];
}

/** A new interval begins an hour after the last one of the day, and lasts as long as there is room. */
export function addInterval(intervals: Interval[]): Interval[] {
  const last = intervals.at(-1);
  if (!last) return [...office];
  const hour = Number(last.closes.slice(0, 2)) + 1;
  if (!isClock(last.closes) || hour > 22) return [...intervals, { opens: '', closes: '' }];
  const opens = `${String(hour).padStart(2, '0')}:${last.closes.slice(3)}`;
  return [
    ...intervals,
    { opens, closes: `${String(Math.min(hour + 4, 23)).padStart(2, '0')}:${opens.slice(3)}` },
  ];
}
