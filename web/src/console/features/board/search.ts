import type { BoardScope } from '@shared/rt/board';

/** What stands in the board's address: what it is narrowed to, and whether it hangs on a wall. */
export interface BoardSearch {
  wall?: true;
  network?: string;
  site?: string;
  group?: string;
  queue?: string;
}

const narrowing = ['network', 'site', 'group', 'queue'] as const;

/** `?wall` is enough; what is no word is not there. */
export function readSearch(search: Record<string, unknown>): BoardSearch {
  const words = narrowing.flatMap((name) => {
    const value = search[name];
    return typeof value === 'string' || typeof value === 'number' ? [[name, String(value)]] : [];
  });
  return { ...Object.fromEntries(words), ...('wall' in search ? { wall: true } : {}) };
}

export const scopeOf = ({ wall, ...scope }: BoardSearch): BoardScope => ({
  ...scope,
  ...(wall ? { is_wall: true } : {}),
});
