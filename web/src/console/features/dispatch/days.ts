import type { Language } from '@shared/i18n';

const pad = (value: number) => String(value).padStart(2, '0');

/** The day of a moment where the dispatcher is: `2026-11-22`. */
export function dayOf(ms: number): string {
  const at = new Date(ms);
  return `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
}

/** When a day begins there. */
export function beginOf(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date).getTime();
}

/** The day so many days later; days are not always 24 hours long. */
export function addDays(day: string, count: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return dayOf(new Date(year, month - 1, date + count).getTime());
}

export function dayName(day: string, language: Language): string {
  return new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric', weekday: 'short' }).format(
    beginOf(day),
  );
}

export function clockTime(at: string): string {
  const time = new Date(at);
  return `${pad(time.getHours())}:${pad(time.getMinutes())}`;
}
