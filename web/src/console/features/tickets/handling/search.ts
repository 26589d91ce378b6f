export const kinds = ['report', 'complaint', 'enquiry', 'consultation'] as const;
export type Kind = (typeof kinds)[number];

/** Which tickets; what is left out does not matter, but that only open ones are shown unless a state is named. */
export interface Filter {
  kind?: string;
  /** A state's code, or `all`. */
  state?: string;
  category?: string;
  department?: string;
  mine?: true;
  overdue?: true;
  no?: string;
  sort?: 'newest';
}

/** What the address of the page tells: the filter, and the ticket that lies open. */
export interface TicketSearch extends Filter {
  ticket?: string;
  /** As addresses used to say it: `mine`, `overdue`, `all`. Read, never written. */
  show?: string;
}

const word = (value: unknown) => (typeof value === 'string' && value.trim() !== '' ? value : undefined);

/** Read an address; what cannot be meant is left out. */
export function readSearch(search: Record<string, unknown>): TicketSearch {
  const found: TicketSearch = {};
  const kind = kinds.find((each) => each === search.kind);
  if (kind) found.kind = kind;
  for (const name of ['state', 'category', 'department', 'no', 'ticket'] as const) {
    const value = word(search[name]);
    if (value) found[name] = value;
  }
  for (const name of ['mine', 'overdue'] as const) if (search[name] === true) found[name] = true;
  if (search.show === 'mine' || search.show === 'overdue') found[search.show] = true;
  if (search.show === 'all') found.state ??= 'all';
  if (search.sort === 'newest') found.sort = 'newest';
  return found;
}

export const filterOf = ({ ticket: _ticket, show: _show, ...filter }: TicketSearch): Filter => filter;

export const isFiltered = (filter: Filter): boolean => Object.keys(filter).some((name) => name !== 'sort');

/** An address with a part changed; `undefined` takes it out. */
export function changed(
  search: TicketSearch,
  part: { [Name in keyof TicketSearch]: TicketSearch[Name] | undefined },
): TicketSearch {
  return readSearch({ ...search, ...part });
}

/** The filter as the server reads it; open tickets come with the nearest deadline first. */
export function queryOf(filter: Filter, before = ''): string {
  const query = new URLSearchParams();
  if (filter.kind) query.set('kind', filter.kind);
  if (!filter.state) query.set('is_open', 'true');
  else if (filter.state !== 'all') query.set('state', filter.state);
  if (filter.category) query.set('category', filter.category);
  if (filter.department) query.set('department_id', filter.department);
  if (filter.mine) query.set('mine', 'true');
  if (filter.overdue) query.set('overdue', 'true');
  if (filter.no) query.set('no', filter.no);
  query.set('sort', filter.sort ?? (filter.state ? 'newest' : 'due'));
  if (before) query.set('before', before);
  return query.toString();
}
