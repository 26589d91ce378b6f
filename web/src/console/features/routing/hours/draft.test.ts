import { expect, test } from 'vitest';
import { office } from '../examples';
import {
  addInterval,
  addSpan,
  clockOf,
  type Draft,
  dateOf,
  differences,
  draftOf,
  faultsIn,
  merge,
  newCalendar,
  type Span,
  settingsOf,
  spansOf,
} from './draft';

const day = { opens: '08:30', closes: '17:30' };
const settings = ({ code, name, time_zone, week, days }: typeof office) => ({
  code,
  name,
  time_zone,
  week,
  days,
});
const written = (change: Partial<Draft>): Draft => ({ ...draftOf(office), ...change });

test('what was stored comes back as it was', () => {
  const draft = draftOf(office);
  expect(draft.week[0]).toEqual([
    { opens: '08:30', closes: '12:00' },
    { opens: '13:30', closes: '17:30' },
  ]);
  expect(draft.week[5]).toEqual([{ opens: '09:00', closes: '12:00' }]);
  expect(draft.week[6]).toEqual([]);
  const back = settingsOf(draft);
  expect(back.week.toSorted((a, b) => a.opens.localeCompare(b.opens))).toEqual(
    office.week.toSorted((a, b) => a.opens.localeCompare(b.opens)),
  );
  expect(back.days).toEqual(office.days);
  expect(differences(settings(office), back)).toEqual([]);
});

test('days in a row that are alike are one line, and each of them is sent', () => {
  const spans = spansOf(office.days);
  expect(spans.map(({ from, to }) => [from, to])).toEqual([
    ['2099-10-01', '2099-10-02'],
    ['2099-10-10', '2099-10-10'],
  ]);
  const [first, ...rest] = spans;
  if (!first) throw new Error('no line');
  const longer = settingsOf(
    written({ spans: [{ ...first, from: '2099-09-30', to: '2099-10-03' }, ...rest] }),
  );
  expect(longer.days.map(({ on }) => on)).toEqual([
    '2099-09-30',
    '2099-10-01',
    '2099-10-02',
    '2099-10-03',
    '2099-10-10',
  ]);
});

test('times may be typed carelessly', () => {
  expect(['8:30', '830', '8', '0830', ' 24 ', '8：05', 'noon'].map(clockOf)).toEqual([
    '08:30',
    '08:30',
    '08:00',
    '08:30',
    '24:00',
    '08:05',
    'noon',
  ]);
});

test('dates may be typed carelessly too', () => {
  expect(['2027/1/31', '20270131', '2027年1月31日', ' 2027-01-31 ', '31.1.27'].map(dateOf)).toEqual([
    '2027-01-31',
    '2027-01-31',
    '2027-01-31',
    '2027-01-31',
    '31.1.27',
  ]);
});

test('what is wrong is found where it is', () => {
  const week = (...intervals: { opens: string; closes: string }[]) =>
    faultsIn(written({ week: [intervals, [], [], [], [], [], []] }));
  expect(faultsIn(draftOf(office))).toEqual({});
  expect(week({ opens: '25:00', closes: '26:00' })).toEqual({ 'week.1': 'clock' });
  expect(week({ opens: '10:00', closes: '10:00' })).toEqual({ 'week.1': 'backwards' });
  expect(week(day, { opens: '17:00', closes: '18:00' })).toEqual({ 'week.1': 'overlapping' });
  expect(week(day, { opens: '17:30', closes: '24:00' })).toEqual({});
});

test('lines of special days are judged one by one', () => {
  const span = { key: 'k', from: '2099-01-01', to: '2099-01-03', name: office.name, hours: [] };
  const found = (change: Partial<Span>) =>
    faultsIn(written({ spans: [span, { ...span, from: '2099-02-01', to: '2099-02-01', ...change }] }))[
      'days.2'
    ];
  expect(found({})).toBeUndefined();
  expect(found({ from: '' })).toBe('date');
  expect(found({ from: '2099-02-30', to: '2099-02-30' })).toBe('date');
  expect(found({ to: '2099-01-31' })).toBe('order');
  expect(found({ to: '2099-12-31' })).toBe('long');
  expect(found({ from: '2099-01-03' })).toBe('twice');
  expect(found({ name: { 'zh-CN': '节', en: ' ' } })).toBe('name');
  expect(found({ hours: [{ opens: '9', closes: '10:00' }] })).toBe('clock');
  const years = Array.from({ length: 8 }, (_, at) => ({
    ...span,
    from: `${2090 + at}-01-01`,
    to: `${2090 + at}-03-01`,
  }));
  expect(faultsIn(written({ spans: years })).days).toBe('many');
});

test('new lines begin where one would begin', () => {
  expect(addSpan([], '2026-11-22')[0]).toMatchObject({ from: '2026-11-23', to: '2026-11-23', hours: [] });
  expect(addSpan(spansOf(office.days), '2026-11-22').at(-1)).toMatchObject({ from: '2099-10-11' });
  expect(addInterval([])).toEqual([day]);
  expect(addInterval([day]).at(-1)).toEqual({ opens: '18:30', closes: '22:30' });
  expect(addInterval([{ opens: '08:00', closes: '24:00' }]).at(-1)).toEqual({ opens: '', closes: '' });
});

test('mine on top of theirs: what I did not touch is theirs', () => {
  const theirs = { ...office, version: 3, code: 'hours', week: [{ ...day, weekdays: [7] }] };
  const mine = written({ time_zone: 'UTC' });
  const merged = settingsOf(merge(office, mine, theirs));
  expect([merged.code, merged.time_zone, merged.week]).toEqual(['hours', 'UTC', theirs.week]);
});

test('a new calendar is one that can be saved but for its names', () => {
  expect(faultsIn(draftOf(newCalendar))).toEqual({});
});
