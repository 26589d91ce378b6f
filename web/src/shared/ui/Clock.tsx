import { useSyncExternalStore } from 'react';
import { onTick, serverNow } from '../rt/clock';
import { duration } from './format';

/** Re-render once a second and only this component, however large the page around it. */
export function useSeconds(read: () => number): number {
  return useSyncExternalStore(onTick, () => Math.floor(read() / 1000));
}

export function Elapsed({ sinceMs }: { sinceMs: number }) {
  return <>{duration(useSeconds(() => serverNow() - sinceMs) * 1000)}</>;
}

export function useSecondsLeft(untilMs: number): number {
  return Math.max(0, -useSeconds(() => serverNow() - untilMs));
}

export function Countdown({ untilMs }: { untilMs: number }) {
  return <>{duration(useSecondsLeft(untilMs) * 1000)}</>;
}
