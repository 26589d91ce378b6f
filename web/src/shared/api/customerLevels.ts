import { queryOptions } from '@tanstack/react-query';
import type { Level } from '../rt/events';
import { api } from './client';

/** A level of service as it is set; `version` counts its changes. */
export interface SetLevel extends Level {
  version: number;
}

export const levelsKey = ['customer-levels'] as const;

/** The tenant's levels of service, the lowest first. */
export const levelsQuery = queryOptions({
  queryKey: levelsKey,
  queryFn: ({ signal }) => api.get<SetLevel[]>('/api/customers/levels', signal),
});

export const changeLevel = ({ code, version }: SetLevel, priority: number) =>
  api.put<SetLevel>(`/api/customers/levels/${encodeURIComponent(code)}`, { priority, version });
