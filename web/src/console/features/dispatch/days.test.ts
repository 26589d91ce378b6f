import { expect, test } from 'vitest';
import { addDays, beginOf, dayOf } from './days';

test('days are counted by the calendar', () => {
  expect(addDays('2026-02-27', 2)).toBe('2026-03-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  expect(dayOf(beginOf('2026-11-22'))).toBe('2026-11-22');
  expect(dayOf(beginOf('2026-11-22') - 1)).toBe('2026-11-21');
});
