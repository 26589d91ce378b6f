const pad = (value: number) => String(value).padStart(2, '0');

/** 2026-11-23 10:02:07: an audit is read long afterwards, and to the second. */
export function moment(iso: string): string {
  const at = new Date(iso);
  const day = [at.getFullYear(), pad(at.getMonth() + 1), pad(at.getDate())].join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(pad).join(':')}`;
}
