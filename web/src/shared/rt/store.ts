import { useEffect } from 'react';
import { create } from 'zustand';
import type { BoardScope } from './board';
import { observe } from './clock';
import type { CallView, ClientFrame, NumberedFrame, Topic } from './events';
import { currentCall, initialState, type RealtimeState, reduce } from './reducer';
import type { Connection, RealtimeSocket } from './socket';

interface DeskStore extends RealtimeState {
  connection: Connection;
}

/** Live telephony state. Fed only by the server's frames; nothing else may write to it. */
export const useDesk = create<DeskStore>(() => ({ ...initialState, connection: 'connecting' }));

let socket: RealtimeSocket | null = null;
const readers = new Map<Topic, number>();

export function attachSocket(attached: RealtimeSocket | null): void {
  socket = attached;
  for (const topic of readers.keys()) socket?.subscribe(topic);
}

export function setConnection(connection: Connection): void {
  useDesk.setState({ connection });
}

export function forgetDesk(): void {
  useDesk.setState({ ...initialState, connection: 'offline' });
}

/** Apply one batch of frames and measure the way from a ringing event to the painted customer. */
export function applyFrames(frames: NumberedFrame[], receivedAt: number): void {
  for (const frame of frames) observe(frame.ts, frame.t === 'snapshot');
  const known = useDesk.getState().calls;
  useDesk.setState((state) => frames.reduce<RealtimeState>(reduce, state));
  const rung = useDesk.getState().calls.find((call) => call.phase === 'ringing');
  if (rung && !known.some((call) => call.call_id === rung.call_id)) measurePop(rung.call_id, receivedAt);
}

/** A message posted in an animation frame is handled after that frame's paint. */
function measurePop(callId: string, receivedAt: number): void {
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      const measure = performance.measure('screen-pop', { start: receivedAt, end: performance.now() });
      socket?.send({ t: 'pop_painted', d: { call_id: callId, ms: Math.round(measure.duration * 10) / 10 } });
    };
    channel.port2.postMessage(null);
  });
}

/** Receive a topic while the component is mounted. */
export function useTopic(topic: Topic, isWanted = true): void {
  useEffect(() => {
    if (!isWanted) return;
    const others = readers.get(topic) ?? 0;
    readers.set(topic, others + 1);
    if (others === 0) socket?.subscribe(topic);
    return () => {
      const left = (readers.get(topic) ?? 1) - 1;
      if (left > 0) {
        readers.set(topic, left);
        return;
      }
      readers.delete(topic);
      socket?.unsubscribe(topic);
    };
  }, [topic, isWanted]);
}

/** Receive the board as far as it is wanted; told again on every new connection. */
export function useBoardScope(scope: BoardScope): void {
  const connection = useDesk((desk) => desk.connection);
  const { network, site, group, queue, is_wall } = scope;
  useEffect(() => {
    if (connection !== 'online') return;
    const d = Object.fromEntries(
      Object.entries({ network, site, group, queue, is_wall }).filter(([, value]) => value),
    );
    socket?.send({ t: 'board_scope', d });
  }, [connection, network, site, group, queue, is_wall]);
}

export const tell = (frame: ClientFrame) => socket?.send(frame);

/** How much waits in this page's socket to be sent, in bytes. */
export const backlog = () => socket?.backlog ?? 0;

export function useCall(): CallView | null {
  return useDesk((state) => currentCall(state.calls));
}

/** When the wrap-up of a call ends by itself; null when only the agent ends it. */
export function useWrapUpUntil(call: CallView | null): number | null {
  const agentUntil = useDesk((state) => state.agent?.wrap_up_until_ms ?? null);
  return call?.wrap_up?.until_ms ?? agentUntil;
}
