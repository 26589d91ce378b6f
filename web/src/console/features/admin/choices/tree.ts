import type { Result } from '../api';

export interface Leaf {
  result: Result;
  depth: number;
  hasBelow: boolean;
}

const inOrder = (one: Result, other: Result) =>
  one.position - other.position || one.code.localeCompare(other.code);

/** Results below the ones they belong to, in their order; whose parent nobody knows stands on top. */
export function treeOf(results: readonly Result[]): Leaf[] {
  const known = new Set(results.map(({ code }) => code));
  const flat = (parent: string | null, depth: number): Leaf[] =>
    results
      .filter(({ parent_code }) => (known.has(parent_code ?? '') ? parent_code : null) === parent)
      .sort(inOrder)
      .flatMap((result) => {
        const inside = flat(result.code, depth + 1);
        return [{ result, depth, hasBelow: inside.length > 0 }, ...inside];
      });
  return flat(null, 0);
}

/** What is looked for, with all that it lies in, so that a find keeps its place. */
export function found(leaves: Leaf[], isWanted: (result: Result) => boolean): Leaf[] {
  const kept = new Set<string>();
  const byCode = new Map(leaves.map(({ result }) => [result.code, result]));
  for (const { result } of leaves) {
    if (!isWanted(result)) continue;
    for (let at: Result | undefined = result; at && !kept.has(at.code); at = byCode.get(at.parent_code ?? ''))
      kept.add(at.code);
  }
  return leaves.filter(({ result }) => kept.has(result.code));
}

/** A result and all below it: it can lie in none of these. */
export function withBelow(results: readonly Result[], code: string): Set<string> {
  const inside = new Set([code]);
  for (const each of inside)
    for (const { code: own, parent_code } of results) if (parent_code === each) inside.add(own);
  return inside;
}
