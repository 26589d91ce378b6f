import { expect, test } from 'vitest';
import { CELL_PX, clustersOf, isCrowded, type Spot } from './clusters';

const spot = (id: string, x: number, y: number, open = 1, overdue = 0): Spot => ({ id, x, y, open, overdue });

test('what lies in one cell is one count, in the middle of what it counts', () => {
  expect(clustersOf([spot('a', 2, 4, 3, 1), spot('b', 10, 20, 2), spot('c', CELL_PX + 1, 4, 7, 7)])).toEqual([
    { ids: ['a', 'b'], x: 6, y: 12, open: 5, overdue: 1 },
    { ids: ['c'], x: CELL_PX + 1, y: 4, open: 7, overdue: 7 },
  ]);
});

test('what counts nothing is not drawn, and moves no other', () => {
  expect(clustersOf([spot('a', 2, 4), spot('b', 30, 40, 0)])).toEqual([
    { ids: ['a'], x: 2, y: 4, open: 1, overdue: 0 },
  ]);
  expect(clustersOf([])).toEqual([]);
});

test('cells go on beyond the origin: -1 and 1 are not neighbours by accident of rounding', () => {
  expect(clustersOf([spot('a', -1, 5), spot('b', 1, 5)])).toHaveLength(2);
  expect(clustersOf([spot('a', -1, 5), spot('b', -3, 5)])).toHaveLength(1);
});

test('every order is counted once, whatever the grid', () => {
  const spots = Array.from({ length: 200 }, (_, n) =>
    spot(String(n), (n * 37) % 900, (n * 91) % 600, n % 4, n % 2),
  );
  for (const cell of [10, 56, 300, 5000]) {
    const found = clustersOf(spots, cell);
    const counted = spots.filter(({ open }) => open > 0);
    expect(found.flatMap(({ ids }) => ids).toSorted()).toEqual(counted.map(({ id }) => id).toSorted());
    expect(found.reduce((sum, { open }) => sum + open, 0)).toBe(300);
  }
});

test('a label is short where another one is near in both directions', () => {
  const spots = [
    { x: 0, y: 0 },
    { x: 100, y: 10 },
    { x: 50, y: 90 },
    { x: 300, y: 0 },
  ];
  expect(spots.map((_, place) => isCrowded(spots, place))).toEqual([true, true, false, false]);
});
