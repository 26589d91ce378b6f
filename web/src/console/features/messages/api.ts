import { api } from '@shared/api/client';
import type { Text } from '@shared/rt/events';
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';

export const states = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'undeliverable',
  'expired',
  'cancelled',
  'unknown',
] as const;
export type State = (typeof states)[number];

export interface Message {
  id: string;
  to: string;
  text: string;
  part_count: number;
  purpose: string;
  template_code: string;
  subject_kind: string;
  subject_id: string;
  state: State;
  reason: string;
  gateway: string;
  attempts: number;
  created_at: string;
  valid_until: string;
  sent_at: string | null;
  ended_at: string | null;
}

export interface Part {
  position: number;
  state: string;
  gateway_message_id: string;
  error: string;
}

export interface MessageEvent {
  at: string;
  kind: string;
  detail: { reason?: string; position?: number; parts?: number; state?: string; error?: string };
}

/** What somebody wrote to us. */
export interface Received {
  id: string;
  sender: string;
  to: string;
  text: string;
  at: string;
  gateway: string;
  in_reply_to: string | null;
}

export interface Detail extends Message {
  parts: Part[];
  events: MessageEvent[];
  replies: Received[];
}

export interface Gateway {
  name: string;
  is_available: boolean;
}

export interface Template {
  code: string;
  name: Text;
  text: Text;
  version: number;
  placeholders: string[];
}

export type Draft = Omit<Template, 'placeholders'>;

export interface Preview {
  text: string;
  encoding: 'gsm7' | 'ucs2';
  parts: string[];
  placeholders: string[];
}

/** What the log is narrowed to; empty: everything. */
export interface Wanted {
  state: string;
  purpose: string;
  to: string;
}

interface Page<T> {
  messages: T[];
  next_before: string | null;
}

const REFRESH_MS = 10_000;

export const keys = {
  all: ['messages'] as const,
  templates: ['messages', 'templates'] as const,
};

export const messagesQuery = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ['messages', 'log', wanted] as const,
    initialPageParam: '',
    refetchInterval: REFRESH_MS,
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams(Object.entries(wanted).filter(([, value]) => value !== ''));
      if (pageParam) asked.set('before', pageParam);
      return api.get<Page<Message>>(`/api/messages?${asked}`, signal);
    },
    getNextPageParam: (page) => page.next_before,
  });

export const receivedQuery = infiniteQueryOptions({
  queryKey: ['messages', 'received'] as const,
  initialPageParam: '',
  refetchInterval: REFRESH_MS,
  queryFn: ({ pageParam, signal }) =>
    api.get<Page<Received>>(`/api/messages/received${pageParam && `?before=${pageParam}`}`, signal),
  getNextPageParam: (page) => page.next_before,
});

export const detailQuery = (id: string) =>
  queryOptions({
    queryKey: ['messages', 'detail', id] as const,
    retry: false,
    refetchInterval: REFRESH_MS,
    queryFn: ({ signal }) => api.get<Detail>(`/api/messages/${encodeURIComponent(id)}`, signal),
  });

export const purposesQuery = queryOptions({
  queryKey: ['messages', 'purposes'] as const,
  queryFn: ({ signal }) => api.get<string[]>('/api/messages/purposes', signal),
});

export const gatewaysQuery = queryOptions({
  queryKey: ['messages', 'gateways'] as const,
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) => api.get<Gateway[]>('/api/messages/gateways', signal),
});

export const templatesQuery = queryOptions({
  queryKey: keys.templates,
  queryFn: ({ signal }) => api.get<Template[]>('/api/messages/templates', signal),
});

export const previewQuery = (text: string, values: Record<string, string>) =>
  queryOptions({
    queryKey: ['message-preview', text, values] as const,
    placeholderData: keepPreviousData,
    queryFn: () => api.post<Preview>('/api/messages/templates/preview', { text, values }),
  });

const path = (code: string) => `/api/messages/templates/${encodeURIComponent(code)}`;

export const sendAgain = (id: string) => api.post<{ message_id: string }>(`/api/messages/${id}/again`);
export const cancel = (id: string) => api.post<void>(`/api/messages/${id}/cancel`);
export const addTemplate = (draft: Draft) => api.post<Template>('/api/messages/templates', draft);
export const changeTemplate = (draft: Draft) => api.put<Template>(path(draft.code), draft);
export const removeTemplate = ({ code, version }: Template) => api.delete(`${path(code)}?version=${version}`);
