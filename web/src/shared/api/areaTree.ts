import type { Area } from './workOrders';

export interface Branch {
  area: Area;
  children: Branch[];
}

/** Areas below the ones that they lie in; what would go round in a circle, or lies in nothing we know, stands on top. */
export function treeOf(areas: Area[]): Branch[] {
  const branches = new Map(areas.map((area) => [area.area_id, { area, children: [] as Branch[] }]));
  const top: Branch[] = [];
  for (const branch of branches.values()) {
    const above = isInCircle(branch.area, branches) ? undefined : branches.get(branch.area.parent_id ?? '');
    (above?.children ?? top).push(branch);
  }
  return top;
}

function isInCircle(area: Area, branches: Map<string, Branch>): boolean {
  const seen = new Set([area.area_id]);
  for (let at = area.parent_id; at !== null; at = branches.get(at)?.area.parent_id ?? null) {
    if (seen.has(at)) return true;
    seen.add(at);
  }
  return false;
}

/** Some areas and all that lies in them. */
export function withBelow(areas: Area[], ids: readonly string[]): Set<string> {
  const found = new Set(ids);
  for (const id of found)
    for (const { area_id, parent_id } of areas) if (parent_id === id) found.add(area_id);
  return found;
}
