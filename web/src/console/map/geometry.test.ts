import { expect, test } from 'vitest';
import { boxOf, centreOf, isInside, POINTS_MAX, pointsOf, readPolygon } from './geometry';

const ring = [
  [0, 0],
  [4, 0],
  [4, 2],
  [0, 2],
  [0, 0],
];
const square = { type: 'Polygon' as const, coordinates: [ring] };
const far = ring.map(([x = 0, y = 0]) => [x * 3 + 10, y * 3]);
const two = { type: 'MultiPolygon' as const, coordinates: [[ring], [far]] };

test('the middle of a shape is that of its surface, not of its corners', () => {
  const dense = [[0, 0], [1, 0], [2, 0], [3, 0], ...ring.slice(1)];
  expect(centreOf(square)).toEqual({ lon: 2, lat: 1 });
  expect(centreOf({ type: 'Polygon', coordinates: [dense] })).toEqual({ lon: 2, lat: 1 });
});

test('of several shapes the largest one has the middle; without a surface there is a corner, without corners none', () => {
  expect(centreOf(two)).toEqual({ lon: 16, lat: 3 });
  const line = [
    [5, 6],
    [7, 6],
    [5, 6],
  ];
  expect(centreOf({ type: 'Polygon', coordinates: [line] })).toEqual({ lon: 5, lat: 6 });
  expect(centreOf({ type: 'Polygon', coordinates: [] })).toBeNull();
});

test('a box holds all points, its edges are inside', () => {
  const box = boxOf(pointsOf(two));
  expect(box).toEqual({ west: 0, south: 0, east: 22, north: 6 });
  expect(box && isInside({ lon: 22, lat: 0 }, box)).toBe(true);
  expect(box && isInside({ lon: 22.1, lat: 0 }, box)).toBe(false);
  expect(boxOf([])).toBeNull();
});

test('a geometry, a feature and a file with one feature are read alike', () => {
  const feature = { type: 'Feature', properties: { name: '红梅' }, geometry: square };
  const file = { type: 'FeatureCollection', features: [feature] };
  for (const text of [square, feature, file].map((each) => JSON.stringify(each)))
    expect(readPolygon(text)).toEqual({ polygon: square });
  expect(readPolygon(JSON.stringify(two))).toEqual({ polygon: two });
});

test.each([
  ['not json', '{', 'json'],
  ['null', 'null', 'kind'],
  ['a point', '{"type":"Point","coordinates":[1,2]}', 'kind'],
  ['two features', JSON.stringify({ type: 'FeatureCollection', features: [square, square] }), 'kind'],
  ['numbers for rings', '{"type":"Polygon","coordinates":[1]}', 'kind'],
  ['no ring', '{"type":"Polygon","coordinates":[]}', 'ring'],
  ['an open ring', '{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}', 'ring'],
  ['three points', '{"type":"Polygon","coordinates":[[[0,0],[1,0],[0,0]]]}', 'ring'],
  ['latitude first', '{"type":"Polygon","coordinates":[[[31,119],[32,119],[32,120],[31,119]]]}', 'point'],
  ['words', '{"type":"Polygon","coordinates":[[["a",1],[1,1],[1,2],["a",1]]]}', 'point'],
])('%s is refused', (_, text, fault) => {
  expect(readPolygon(text)).toEqual({ fault });
});

test('a shape with too many points is refused', () => {
  const many = Array.from({ length: POINTS_MAX }, (_, n) => [n / 100, 1]);
  const text = JSON.stringify({ type: 'Polygon', coordinates: [[...many, many[0]]] });
  expect(readPolygon(text)).toEqual({ fault: 'size' });
});
