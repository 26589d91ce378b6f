import type { Polygon } from '@shared/api/workOrders';

export interface Point {
  lon: number;
  lat: number;
}

export interface Box {
  west: number;
  south: number;
  east: number;
  north: number;
}

const ringsOf = (polygon: Polygon): number[][][] =>
  polygon.type === 'Polygon' ? polygon.coordinates : polygon.coordinates.flat();

/** Every outer ring of a shape: the first one of each polygon. */
const outer = (polygon: Polygon): number[][][] =>
  polygon.type === 'Polygon'
    ? polygon.coordinates.slice(0, 1)
    : polygon.coordinates.map(([ring]) => ring ?? []);

/** The middle of a shape's surface, holes and islands left aside; null of one without a surface. */
export function centreOf(polygon: Polygon): Point | null {
  const [ring] = outer(polygon).toSorted((a, b) => Math.abs(surface(b)) - Math.abs(surface(a)));
  const [first] = ring ?? [];
  if (!ring || !first) return null;
  const [lon0 = 0, lat0 = 0] = first;
  let [x, y, twice] = [0, 0, 0];
  for (const [a, b] of sides(ring)) {
    const cross = (a[0] - lon0) * (b[1] - lat0) - (b[0] - lon0) * (a[1] - lat0);
    x += (a[0] + b[0] - 2 * lon0) * cross;
    y += (a[1] + b[1] - 2 * lat0) * cross;
    twice += cross;
  }
  if (Math.abs(twice) < 1e-12) return { lon: lon0, lat: lat0 };
  return { lon: lon0 + x / (3 * twice), lat: lat0 + y / (3 * twice) };
}

function sides(ring: number[][]): [[number, number], [number, number]][] {
  return ring.slice(1).map((to, at) => {
    const from = ring[at] ?? to;
    return [
      [from[0] ?? 0, from[1] ?? 0],
      [to[0] ?? 0, to[1] ?? 0],
    ];
  });
}

const surface = (ring: number[][]) =>
  sides(ring).reduce((sum, [a, b]) => sum + a[0] * b[1] - b[0] * a[1], 0) / 2;

/** What holds all of these points; null without any. */
export function boxOf(points: Point[]): Box | null {
  if (points.length === 0) return null;
  const lons = points.map(({ lon }) => lon);
  const lats = points.map(({ lat }) => lat);
  return {
    west: Math.min(...lons),
    south: Math.min(...lats),
    east: Math.max(...lons),
    north: Math.max(...lats),
  };
}

export const pointsOf = (polygon: Polygon): Point[] =>
  ringsOf(polygon).flatMap((ring) => ring.map(([lon = 0, lat = 0]) => ({ lon, lat })));

export const isInside = ({ lon, lat }: Point, { west, south, east, north }: Box): boolean =>
  lon >= west && lon <= east && lat >= south && lat <= north;

export type PolygonFault = 'json' | 'kind' | 'ring' | 'point' | 'size';

export const POINTS_MAX = 2_000;

/**
 * Read what somebody has pasted: a geometry, a Feature, or a FeatureCollection with one feature. Says what is wrong
 * with it; the server looks again.
 */
export function readPolygon(text: string): { polygon: Polygon } | { fault: PolygonFault } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { fault: 'json' };
  }
  const polygon = geometryOf(json);
  if (!polygon) return { fault: 'kind' };
  const rings = ringsOf(polygon);
  if (rings.length === 0 || !rings.every(isClosed)) return { fault: 'ring' };
  if (!rings.flat().every(isPoint)) return { fault: 'point' };
  if (rings.flat().length > POINTS_MAX) return { fault: 'size' };
  return { polygon };
}

function geometryOf(json: unknown): Polygon | null {
  const { type, geometry, features, coordinates } = (json ?? {}) as Record<string, unknown>;
  if (type === 'Feature') return geometryOf(geometry);
  if (type === 'FeatureCollection')
    return Array.isArray(features) && features.length === 1 ? geometryOf(features[0]) : null;
  const isList = (value: unknown): value is unknown[] => Array.isArray(value);
  if (!isList(coordinates)) return null;
  if (type === 'Polygon' && coordinates.every(isList))
    return { type, coordinates: coordinates as number[][][] };
  if (type === 'MultiPolygon' && coordinates.every((each) => isList(each) && each.every(isList)))
    return { type, coordinates: coordinates as number[][][][] };
  return null;
}

const isClosed = (ring: number[][]) =>
  ring.length >= 4 && JSON.stringify(ring[0]) === JSON.stringify(ring.at(-1));

const isPoint = (point: unknown): boolean =>
  Array.isArray(point) &&
  point.length >= 2 &&
  Number.isFinite(point[0]) &&
  Number.isFinite(point[1]) &&
  Math.abs(point[0]) <= 180 &&
  Math.abs(point[1]) <= 90;
