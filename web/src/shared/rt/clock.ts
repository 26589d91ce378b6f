/** The server's clock as this page knows it: timers must agree with the server's, not with the PC's. */

let offsetMs = 0;

/** Learn from a frame; the frame that travelled fastest tells best. */
export function observe(serverMs: number, isFirst: boolean): void {
  const offset = Date.now() - serverMs;
  if (isFirst || offset < offsetMs) offsetMs = offset;
}

export function serverNow(): number {
  return Date.now() - offsetMs;
}

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Call back about four times a second, from one timer for the whole page. */
export function onTick(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    for (const each of listeners) each();
  }, 250);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
