/** Something to count at a place, in the map's pixels. */
export interface Spot {
  id: string;
  x: number;
  y: number;
  open: number;
  overdue: number;
}

export interface Cluster {
  ids: string[];
  x: number;
  y: number;
  open: number;
  overdue: number;
}

/** The side of a cell: two counts of this distance do not touch. */
export const CELL_PX = 56;

/**
 * Put together what lies in one cell of a grid; the count stands in the middle of what it counts. What counts nothing
 * is left out. The grid begins at the map's origin, not at the window's, so that panning changes nothing.
 */
export function clustersOf(spots: Spot[], cell = CELL_PX): Cluster[] {
  const cells = new Map<string, Spot[]>();
  for (const spot of spots) {
    if (spot.open === 0) continue;
    const at = `${Math.floor(spot.x / cell)} ${Math.floor(spot.y / cell)}`;
    const there = cells.get(at);
    if (there) there.push(spot);
    else cells.set(at, [spot]);
  }
  return [...cells.values()].map(together);
}

function together(spots: Spot[]): Cluster {
  const sum = (read: (spot: Spot) => number) => spots.reduce((total, spot) => total + read(spot), 0);
  return {
    ids: spots.map(({ id }) => id),
    x: sum(({ x }) => x) / spots.length,
    y: sum(({ y }) => y) / spots.length,
    open: sum(({ open }) => open),
    overdue: sum(({ overdue }) => overdue),
  };
}

/** What a label with a name and a note needs. */
const LABEL_PX = { width: 130, height: 22 };

/** Tell whether a label at one of the spots would lie over another one, so that it has to be short. */
export function isCrowded(spots: readonly { x: number; y: number }[], place: number): boolean {
  const own = spots[place];
  if (!own) return false;
  return spots.some(
    ({ x, y }, other) =>
      other !== place && Math.abs(x - own.x) < LABEL_PX.width && Math.abs(y - own.y) < LABEL_PX.height,
  );
}
