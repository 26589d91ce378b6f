import type { NumberedFrame } from '@shared/rt/events';

export type ScreenFrame = Extract<NumberedFrame, { t: 'screen' | 'screen_refresh' | 'screen_ended' }>;

const listeners = new Set<(frame: ScreenFrame) => void>();

/** Hear what passes between an agent's page and the one that shows it; it is no state of the desk. */
export function onScreenFrame(listener: (frame: ScreenFrame) => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export function passScreenFrame(frame: NumberedFrame): void {
  if (frame.t === 'screen' || frame.t === 'screen_refresh' || frame.t === 'screen_ended')
    for (const listener of [...listeners]) listener(frame);
}
