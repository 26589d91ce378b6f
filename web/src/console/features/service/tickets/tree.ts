import type { Category } from './api';

export interface Leaf {
  category: Category;
  depth: number;
  hasBelow: boolean;
}

const inOrder = (one: Category, other: Category) =>
  one.position - other.position || one.code.localeCompare(other.code);

/** Categories below the ones they belong to, in their order; whose parent nobody knows stands on top. */
export function treeOf(categories: readonly Category[]): Leaf[] {
  const known = new Set(categories.map(({ code }) => code));
  const below = (parent: string | null) =>
    categories
      .filter(({ parent_code }) => (known.has(parent_code ?? '') ? parent_code : null) === parent)
      .sort(inOrder);
  const flat = (parent: string | null, depth: number): Leaf[] =>
    below(parent).flatMap((category) => {
      const inside = flat(category.code, depth + 1);
      return [{ category, depth, hasBelow: inside.length > 0 }, ...inside];
    });
  return flat(null, 0);
}

/** What is looked for, with all that it lies in, so that a find keeps its place. */
export function found(leaves: Leaf[], isWanted: (category: Category) => boolean): Leaf[] {
  const kept = new Set<string>();
  const byCode = new Map(leaves.map(({ category }) => [category.code, category]));
  for (const { category } of leaves) {
    if (!isWanted(category)) continue;
    for (
      let at: Category | undefined = category;
      at && !kept.has(at.code);
      at = byCode.get(at.parent_code ?? '')
    )
      kept.add(at.code);
  }
  return leaves.filter(({ category }) => kept.has(category.code));
}

/** A category and all below it: it can lie in none of these. */
export function withBelow(categories: readonly Category[], code: string): Set<string> {
  const inside = new Set([code]);
  for (const each of inside)
    for (const { code: own, parent_code } of categories) if (parent_code === each) inside.add(own);
  return inside;
}
