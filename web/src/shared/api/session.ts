import { queryOptions, useQuery } from '@tanstack/react-query';
import { create } from 'zustand';
import { api, setCsrfToken } from './client';

export interface Me {
  person: { id: string; name: string; login: string };
  tenant: { id: string; code: string; name: string; time_zone: string };
  agent: { id: string; number: string; device_kind: 'web_phone' | 'sip_phone' } | null;
  permissions: string[];
  local_networks: { id: string; name_zh: string; name_en: string }[] | 'all';
  csrf_token: string;
  languages: string[];
}

export interface Credentials {
  tenant?: string;
  login: string;
  password: string;
}

function keep(me: Me): Me {
  setCsrfToken(me.csrf_token);
  return me;
}

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => keep(await api.get<Me>('/api/me')),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export const useMe = (): Me | undefined => useQuery(meQuery).data;

/** By whose clock days begin, wherever the page is looked at. */
export const useTimeZone = (): string | undefined => useMe()?.tenant.time_zone;

export async function logIn(credentials: Credentials): Promise<Me> {
  return keep(await api.post<Me>('/api/session', credentials));
}

export async function logOut(): Promise<void> {
  await api.delete('/api/session');
  setCsrfToken(null);
}

export const fetchTicket = async (): Promise<string> =>
  (await api.post<{ ticket: string }>('/api/realtime/ticket')).ticket;

/** Whether the session ended under a page that still stands; its call goes on while the person logs in again. */
export const useSessionLost = create<{ isLost: boolean }>(() => ({ isLost: false }));
