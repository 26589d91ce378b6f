import { expect, test } from 'vitest';
import { category } from './examples';
import { found, treeOf, withBelow } from './tree';

test('a tree keeps its order, and a category whose parent is not there stands on top', () => {
  const all = [
    category({ code: 'b', position: 2 }),
    category({ code: 'a', position: 1 }),
    category({ code: 'a2', parent_code: 'a', position: 2 }),
    category({ code: 'a1', parent_code: 'a', position: 1 }),
    category({ code: 'x', parent_code: 'gone', position: 3 }),
  ];
  const leaves = treeOf(all);
  expect(leaves.map((leaf) => [leaf.category.code, leaf.depth])).toEqual([
    ['a', 0],
    ['a1', 1],
    ['a2', 1],
    ['b', 0],
    ['x', 0],
  ]);
  expect(found(leaves, ({ code }) => code === 'a2').map((leaf) => leaf.category.code)).toEqual(['a', 'a2']);
  expect([...withBelow(all, 'a')]).toEqual(['a', 'a2', 'a1']);
});
