const pad = (value: number) => String(value).padStart(2, '0');

/** A moment as an input of local date and time takes it. */
export function localInput(atMs: number): string {
  const at = new Date(atMs);
  const day = `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())}`;
  return `${day}T${pad(at.getHours())}:${pad(at.getMinutes())}`;
}
