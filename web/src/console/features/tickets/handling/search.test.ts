import { expect, test } from 'vitest';
import { changed, filterOf, isFiltered, queryOf, readSearch } from './search';

test('an address keeps what can be meant, and leaves out the rest', () => {
  expect(readSearch({ kind: 'complaint', mine: true, overdue: 'yes', state: ' ', no: 'C26', x: 1 })).toEqual({
    kind: 'complaint',
    mine: true,
    no: 'C26',
  });
  expect(readSearch({ kind: 'nonsense', sort: 'oldest', ticket: 7 })).toEqual({});
});

test('an address of before still means the same', () => {
  expect(readSearch({ show: 'mine' })).toEqual({ mine: true });
  expect(readSearch({ show: 'all', ticket: 't1' })).toEqual({ state: 'all', ticket: 't1' });
});

test('without a state only open ones are asked for, the nearest deadline first', () => {
  expect(queryOf({})).toBe('is_open=true&sort=due');
  expect(queryOf({ state: 'all' })).toBe('sort=newest');
  expect(queryOf({ state: 'closed', department: 'd1', overdue: true }, 't9')).toBe(
    'state=closed&department_id=d1&overdue=true&sort=newest&before=t9',
  );
});

test('a part is changed and taken out; the open ticket is no filter', () => {
  const search = changed({ kind: 'report', ticket: 't1' }, { kind: undefined });
  expect(search).toEqual({ ticket: 't1' });
  expect(isFiltered(filterOf(search))).toBe(false);
});
