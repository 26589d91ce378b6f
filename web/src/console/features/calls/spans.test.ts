import { expect, test } from 'vitest';
import { momentsOf, spans } from './spans';

const asOf = new Date(2026, 10, 18, 14, 3, 7).getTime();

const at = (month: number, day: number) => new Date(2026, month, day).toISOString();

test('a span ends now and begins at a midnight of this clock, or an hour ago', () => {
  expect(momentsOf('hour', asOf).from).toBe(new Date(2026, 10, 18, 13, 3, 7).toISOString());
  expect(momentsOf('today', asOf).from).toBe(at(10, 18));
  expect(momentsOf('week', asOf).from).toBe(at(10, 12));
  expect(momentsOf('yesterday', asOf)).toEqual({ from: at(10, 17), to: at(10, 18) });
  expect(momentsOf('yesterday', new Date(2026, 10, 1).getTime())).toEqual({ from: at(9, 31), to: at(10, 1) });
});

test('what has just begun belongs to every span that ends now', () => {
  for (const span of spans.filter((each) => each !== 'yesterday'))
    expect(Date.parse(momentsOf(span, asOf).to)).toBe(asOf + 1);
});
