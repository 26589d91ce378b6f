import { type Bucket, buckets } from './api';

export const views = ['list', 'map', 'crews'] as const;
export type View = (typeof views)[number];

/** Which orders; what is left out does not matter. `areas`: with what lies inside them; 'none': whose area nobody knows. */
export interface Filter {
  areas?: string[];
  crew?: string;
  type?: string;
  state?: string;
  bucket?: Bucket;
  repeat?: true;
  appointment?: true;
  outage?: true;
  unaccepted?: true;
  unassigned?: true;
  assigned?: true;
  closed?: true;
  q?: string;
}

/** What the address of the board tells: the filter, the view, the order that lies open. */
export interface DispatchSearch extends Filter {
  view?: View;
  order?: string;
  /** The day of the timetable, `2026-11-22`. */
  day?: string;
}

const flags = ['repeat', 'appointment', 'outage', 'unaccepted', 'unassigned', 'closed'] as const;
export type Flag = (typeof flags)[number];

const words = (value: unknown): string[] => {
  if (typeof value === 'string' && value !== '') return [value];
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
};

/** Read an address; what cannot be meant is left out. */
export function readSearch(search: Record<string, unknown>): DispatchSearch {
  const found: DispatchSearch = {};
  const areas = words(search.areas);
  if (areas.length > 0) found.areas = areas;
  for (const name of ['crew', 'type', 'state', 'q', 'order'] as const) {
    const [word] = words(search[name]);
    if (word !== undefined && word.trim() !== '') found[name] = word;
  }
  for (const name of flags) if (search[name] === true) found[name] = true;
  const bucket = buckets.find((each) => each === search.bucket);
  if (bucket) found.bucket = bucket;
  const view = views.find((each) => each === search.view && each !== 'list');
  if (view) found.view = view;
  const [day] = words(search.day);
  if (day && /^\d{4}-\d\d-\d\d$/.test(day)) found.day = day;
  return found;
}

/** The filter of an address, without what is merely looked at. */
export function filterOf({ view: _view, order: _order, day: _day, ...filter }: DispatchSearch): Filter {
  return filter;
}

/** An address with a part changed; `undefined` takes it out. */
export function changed(
  search: DispatchSearch,
  part: { [Name in keyof DispatchSearch]: DispatchSearch[Name] | undefined },
): DispatchSearch {
  return readSearch({ ...search, ...part });
}

export const isFiltered = (filter: Filter): boolean => Object.keys(filter).length > 0;

/** The filter as the server reads it. */
export function queryOf(filter: Filter, page: { limit?: number; cursor?: string } = {}): string {
  const query = new URLSearchParams();
  if (filter.closed) query.set('show', 'closed');
  for (const area of filter.areas ?? []) query.append('area_id', area);
  if (filter.crew) query.set('crew_id', filter.crew);
  for (const name of ['type', 'state', 'bucket', 'q'] as const) {
    const word = filter[name];
    if (word) query.set(name, word);
  }
  for (const name of ['repeat', 'appointment', 'outage', 'unaccepted'] as const)
    if (filter[name]) query.set(name, 'true');
  if (filter.assigned) query.set('assigned', 'true');
  if (filter.unassigned) query.set('assigned', 'false');
  if (page.limit) query.set('limit', String(page.limit));
  if (page.cursor) query.set('cursor', page.cursor);
  return query.toString();
}
