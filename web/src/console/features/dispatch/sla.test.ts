import { expect, test } from 'vitest';
import { order } from './examples';
import { ageMin, bucketOf, spanOf } from './sla';

const now = Date.parse('2026-11-22T08:00:00Z');
const due = (at: string, change = {}) => bucketOf(order({ due_at: at, ...change }), now);

test('an order is overdue from its deadline on, and due soon from four hours before', () => {
  expect(due('2026-11-22T08:00:00Z')).toBe('overdue');
  expect(due('2026-11-22T08:00:01Z')).toBe('soon');
  expect(due('2026-11-22T12:00:00Z')).toBe('soon');
  expect(due('2026-11-22T12:00:01Z')).toBe('later');
});

test('the clock of a suspended order stands still; one that is over has none', () => {
  expect(due('2020-01-01T00:00:00Z', { suspended_at: '2026-11-22T07:00:00Z' })).toBe('waiting');
  expect(due('2020-01-01T00:00:00Z', { is_final: true })).toBeNull();
});

test.each([
  [2 * 86_400_000 + 3 * 3_600_000 + 59_000, { isOver: false, unit: 'days', big: 2, small: 3 }],
  [3 * 3_600_000 + 12 * 60_000, { isOver: false, unit: 'hours', big: 3, small: 12 }],
  [12 * 60_000 + 5_000, { isOver: false, unit: 'minutes', big: 12, small: 5 }],
  [45_999, { isOver: false, unit: 'seconds', big: 45, small: 0 }],
  [0, { isOver: true, unit: 'seconds', big: 0, small: 0 }],
  [-3_600_000, { isOver: true, unit: 'hours', big: 1, small: 0 }],
  [-86_400_000 * 9, { isOver: true, unit: 'days', big: 9, small: 0 }],
])('%i ms are said in two units', (ms, said) => {
  expect(spanOf(ms)).toEqual(said);
});

test('positions have an age, never a negative one', () => {
  expect(ageMin('2026-11-22T07:28:30Z', now)).toBe(31);
  expect(ageMin('2026-11-22T08:05:00Z', now)).toBe(0);
});
