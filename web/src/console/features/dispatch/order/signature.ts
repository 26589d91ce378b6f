/** What shows a path of straight lines whole, with a little room around it; null of anything else. */
export function viewBoxOf(path: string): string | null {
  if (!/^M[ML\d\s.,-]+$/.test(path)) return null;
  const numbers = path.match(/-?\d+(\.\d+)?/g)?.map(Number) ?? [];
  const xs = numbers.filter((_, at) => at % 2 === 0);
  const ys = numbers.filter((_, at) => at % 2 === 1);
  if (ys.length === 0 || xs.length !== ys.length) return null;
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const [width, height] = [Math.max(...xs) - left, Math.max(...ys) - top];
  return [left - ROOM, top - ROOM, width + 2 * ROOM, height + 2 * ROOM].join(' ');
}

const ROOM = 4;
