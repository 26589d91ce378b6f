const pad = (value: number) => String(value).padStart(2, '0');

/** 14:03:07 */
export function timeOfDay(iso: string): string {
  const at = new Date(iso);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(pad).join(':');
}

/** 11-18 14:03:07 */
export function dayAndTime(iso: string): string {
  const at = new Date(iso);
  return `${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${timeOfDay(iso)}`;
}

/** Seconds since a moment, one decimal: what happens at once is told apart. */
export const secondsSince = (iso: string, firstIso: string): string =>
  ((Date.parse(iso) - Date.parse(firstIso)) / 1000).toFixed(1);
