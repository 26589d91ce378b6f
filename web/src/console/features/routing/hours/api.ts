import { api } from '@shared/api/client';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

/** A time of day, half-open; `closes` may be 24:00. */
export interface Interval {
  opens: string;
  closes: string;
}

/** A date with hours of its own; none: closed. */
export interface SpecialDay {
  on: string;
  name: Text;
  hours: Interval[];
}

export interface CalendarSettings {
  code: string;
  name: Text;
  time_zone: string;
  /** Weekdays are 1 Monday to 7 Sunday. */
  week: (Interval & { weekdays: number[] })[];
  days: SpecialDay[];
}

export interface Calendar extends CalendarSettings {
  calendar_id: string;
  version: number;
  is_open_now: boolean;
  /** Until when; null: always so. */
  changes_at: string | null;
}

/** A sentence on disk; `text` is what the shipped one says, null of an own recording. */
export interface Prompt {
  name: string;
  languages: string[];
  text: Text | null;
}

const REFRESH_MS = 60_000;

export const keys = {
  calendars: ['routing', 'calendars'] as const,
  prompts: ['routing', 'prompts'] as const,
};

export const calendarsQuery = queryOptions({
  queryKey: keys.calendars,
  refetchInterval: REFRESH_MS,
  queryFn: ({ signal }) => api.get<Calendar[]>('/api/calendars', signal),
});

export const promptsQuery = queryOptions({
  queryKey: keys.prompts,
  queryFn: ({ signal }) => api.get<Prompt[]>('/api/prompts', signal),
});

export const addCalendar = (calendar: CalendarSettings) => api.post<Calendar>('/api/calendars', calendar);

export const changeCalendar = (calendarId: string, calendar: CalendarSettings, version: number) =>
  api.put<Calendar>(`/api/calendars/${calendarId}`, { ...calendar, version });
