import { expect, test } from 'vitest';
import { type Branch, treeOf, withBelow } from './areaTree';
import type { Area } from './workOrders';

const area = (area_id: string, parent_id: string | null): Area => ({
  area_id,
  parent_id,
  code: area_id,
  text: { 'zh-CN': area_id, en: area_id },
  local_network_id: null,
  district_path: '',
  address_fragments: [],
  crew_id: null,
  polygon: null,
  version: 1,
});
const shape = (branches: Branch[]): unknown =>
  branches.map(({ area: { area_id }, children }) => [area_id, shape(children)]);

test('areas stand below the ones that they lie in', () => {
  const areas = [area('inner', 'city'), area('city', null), area('street', 'inner')];
  expect(shape(treeOf(areas))).toEqual([['city', [['inner', [['street', []]]]]]]);
  expect([...withBelow(areas, ['inner'])]).toEqual(['inner', 'street']);
});

test('nothing is lost: what lies in nothing we see, or in itself, stands on top', () => {
  const areas = [
    area('a', 'b'),
    area('b', 'a'),
    area('self', 'self'),
    area('orphan', 'elsewhere'),
    area('c', 'a'),
  ];
  expect(
    String(shape(treeOf(areas)))
      .split(',')
      .filter(Boolean)
      .toSorted(),
  ).toEqual(['a', 'b', 'c', 'orphan', 'self']);
  expect([...withBelow(areas, ['a'])].toSorted()).toEqual(['a', 'b', 'c']);
});
