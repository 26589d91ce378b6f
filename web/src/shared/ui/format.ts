import type { Language } from '../i18n';

const pad = (value: number) => String(value).padStart(2, '0');

/** 02:14, or 1:02:14 from an hour on. Negative times count as none. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** 11-18 19:22, as dense tables need it. */
export function shortTime(ms: number): string {
  const at = new Date(ms);
  return `${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}`;
}

/** A day as machines write it, by a clock. */
export const dayOf = (at: Date, timeZone: string | undefined): string =>
  new Intl.DateTimeFormat('sv-SE', { timeZone }).format(at);

/** A time of day by a clock: 09:30, or 09:30:15. */
export const timeOf = (
  ms: number,
  timeZone: string | undefined,
  timeStyle: 'short' | 'medium' = 'short',
): string => new Intl.DateTimeFormat('sv-SE', { timeZone, timeStyle }).format(ms);

export function fullTime(ms: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { dateStyle: 'full', timeStyle: 'medium' }).format(ms);
}

/** Minor units to a number with two decimals, grouped as the language does. */
export function money(minor: number, language: Language): string {
  return new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(
    minor / 100,
  );
}

/** 138 1509 2246 and 0519 8800 1234 read better than a row of digits; everything else is shown as it came. */
export function phoneNumber(number: string): string {
  const mobile = /^(?:\+86)?(1[\d*]{2})([\d*]{4})([\d*]{4})$/.exec(number);
  if (mobile) return mobile.slice(1).join(' ');
  const landline = /^\+86(10|2\d|[3-9]\d{2})([\d*]{3,4})([\d*]{4})$/.exec(number);
  return landline ? `0${landline.slice(1).join(' ')}` : number;
}
