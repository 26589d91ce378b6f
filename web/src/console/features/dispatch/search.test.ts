import { expect, test } from 'vitest';
import { changed, filterOf, isFiltered, queryOf, readSearch } from './search';

test('an address is read as far as it can be meant', () => {
  const meant = {
    areas: ['a1', 'a2'],
    type: 'repair',
    bucket: 'soon' as const,
    repeat: true as const,
    view: 'crews' as const,
    day: '2026-11-22',
    order: 'o1',
    q: '红梅',
  };
  expect(readSearch(meant)).toEqual(meant);
  expect(
    readSearch({
      areas: [1],
      bucket: 'never',
      repeat: 'yes',
      view: 'list',
      day: 'tomorrow',
      q: ' ',
      type: 7,
      strange: true,
    }),
  ).toEqual({});
  expect(readSearch({ areas: 'a1' })).toEqual({ areas: ['a1'] });
});

test('the filter is what the address says about orders', () => {
  expect(filterOf({ view: 'map', order: 'o1', day: '2026-11-22', bucket: 'overdue' })).toEqual({
    bucket: 'overdue',
  });
  expect(isFiltered(filterOf({ view: 'map', order: 'o1' }))).toBe(false);
});

test('a part is changed, undefined takes it out', () => {
  expect(changed({ bucket: 'soon', order: 'o1' }, { bucket: undefined, type: 'repair' })).toEqual({
    order: 'o1',
    type: 'repair',
  });
});

test('the server is asked in its own words', () => {
  expect(
    queryOf(
      { areas: ['a1', 'none'], type: 'repair', closed: true, unassigned: true, outage: true, q: '5 幢&6' },
      { limit: 200, cursor: 'next' },
    ),
  ).toBe(
    'show=closed&area_id=a1&area_id=none&type=repair&q=5+%E5%B9%A2%266&outage=true&assigned=false&limit=200&cursor=next',
  );
  expect(queryOf({})).toBe('');
});

test('a crew is asked for by its id', () => {
  const search = readSearch({ crew: 'c1', closed: true });
  expect(queryOf(filterOf(search))).toBe('show=closed&crew_id=c1');
});
