import { expect, test } from 'vitest';
import { dayOf, duration, money, phoneNumber, timeOf } from './format';

test.each([
  [0, '00:00'],
  [-5_000, '00:00'],
  [134_900, '02:14'],
  [3_734_000, '1:02:14'],
])('duration of %i ms is %s', (ms, shown) => expect(duration(ms)).toBe(shown));

test.each([
  ['13815092246', '138 1509 2246'],
  ['+8613815092246', '138 1509 2246'],
  ['051988123346', '051988123346'],
  ['+8651988123346', '0519 8812 3346'],
  ['+8610****1234', '010 **** 1234'],
  ['1001', '1001'],
])('number %s is shown as %s', (number, shown) => expect(phoneNumber(number)).toBe(shown));

test('money has two decimals and the groups of the language', () => {
  expect(money(123_456, 'en')).toBe('1,234.56');
  expect(money(-5, 'zh-CN')).toBe('-0.05');
});

test('days and times of day are those of a clock', () => {
  const ms = Date.parse('2026-03-01T16:05:09Z');
  expect([dayOf(new Date(ms), 'Asia/Shanghai'), timeOf(ms, 'Asia/Shanghai')]).toEqual([
    '2026-03-02',
    '00:05',
  ]);
  expect([dayOf(new Date(ms), 'Europe/Berlin'), timeOf(ms, 'Europe/Berlin', 'medium')]).toEqual([
    '2026-03-01',
    '17:05:09',
  ]);
});
