import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callView, snapshot } from '../../testing/views';
import type { NumberedFrame } from './events';
import { type Connection, RealtimeSocket, reconnectDelay } from './socket';

class FakeWebSocket {
  static readonly OPEN = 1;
  static opened: FakeWebSocket[] = [];
  readyState = FakeWebSocket.OPEN;
  sent: unknown[] = [];
  closedWith: number | undefined | null = null;
  onopen = () => {};
  onmessage = (_: { data: string }) => {};
  onclose = () => {};

  constructor(readonly url: string) {
    FakeWebSocket.opened.push(this);
  }

  send(raw: string) {
    this.sent.push(JSON.parse(raw));
  }

  close(code?: number) {
    this.closedWith = code;
    this.readyState = 3;
  }

  say(frame: object) {
    this.onmessage({ data: JSON.stringify(frame) });
  }
}

const last = () => FakeWebSocket.opened.at(-1) as FakeWebSocket;
const settle = () => vi.advanceTimersByTimeAsync(20);

let connections: Connection[];
let batches: NumberedFrame[][];
let ticket: () => Promise<string>;

function open(): RealtimeSocket {
  const socket = new RealtimeSocket({
    ticket: () => ticket(),
    pageId: 'page-1',
    greeting: () => [{ t: 'hello', d: { has_session: true } }],
    onConnection: (connection) => connections.push(connection),
    onFrames: (frames) => batches.push(frames),
  });
  socket.start();
  return socket;
}

async function connected(): Promise<RealtimeSocket> {
  const socket = open();
  await settle();
  last().onopen();
  last().say({ t: 'snapshot', seq: 1, ts: 1, d: snapshot() });
  await settle();
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeWebSocket);
  FakeWebSocket.opened = [];
  connections = [];
  batches = [];
  ticket = async () => 'ticket-1';
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('opens with a ticket and the page, greets, and is online with the snapshot', async () => {
  await connected();
  expect(last().url).toMatch(/^ws.*\/ws\?ticket=ticket-1&page=page-1$/);
  expect(last().sent).toEqual([{ t: 'hello', d: { has_session: true } }]);
  expect(connections.at(-1)).toBe('online');
});

test('hands on a burst of frames as one batch', async () => {
  await connected();
  last().say({ t: 'queues', seq: 2, ts: 2, d: [] });
  last().say({ t: 'pong', seq: 3, ts: 3, d: {} });
  last().say({ t: 'call', seq: 4, ts: 4, d: callView() });
  await settle();
  expect(batches.at(-1)?.map((frame) => frame.t)).toEqual(['queues', 'pong', 'call']);
});

test('drops a frame seen before, and connects anew after a gap', async () => {
  await connected();
  const first = last();
  first.say({ t: 'queues', seq: 1, ts: 1, d: [] });
  await settle();
  expect(batches).toHaveLength(1);
  first.say({ t: 'queues', seq: 3, ts: 3, d: [] });
  await settle();
  expect(batches).toHaveLength(1);
  expect(last()).not.toBe(first);
  expect(first.closedWith).toBeUndefined();
});

test('reconnects by itself, and asks for its topics again', async () => {
  const socket = await connected();
  socket.subscribe('board');
  const first = last();
  first.onclose();
  expect(connections.at(-1)).toBe('offline');
  await vi.advanceTimersByTimeAsync(600);
  expect(last()).not.toBe(first);
  last().onopen();
  expect(last().sent).toContainEqual({ t: 'subscribe', d: { topics: ['board'] } });
});

test('keeps trying while the server gives no ticket', async () => {
  ticket = async () => {
    throw new Error('down');
  };
  open();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(FakeWebSocket.opened).toEqual([]);
  ticket = async () => 'again';
  await vi.advanceTimersByTimeAsync(10_000);
  expect(last().url).toContain('ticket=again');
});

test('paused, it keeps its connection but opens no new one; started again, it does', async () => {
  const socket = await connected();
  socket.pause();
  expect(last().closedWith).toBeNull();
  last().onclose();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(FakeWebSocket.opened).toHaveLength(1);
  socket.start();
  await settle();
  expect(FakeWebSocket.opened).toHaveLength(2);
});

test('says farewell when it is stopped', async () => {
  const socket = await connected();
  socket.stop();
  expect(last().closedWith).toBe(1000);
});

test('pings, and gives up a connection that has fallen silent', async () => {
  await connected();
  const first = last();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(first.sent).toContainEqual({ t: 'ping' });
  await vi.advanceTimersByTimeAsync(15_000);
  expect(last()).not.toBe(first);
});

test('waits half a second to ten seconds between attempts', () => {
  expect(reconnectDelay(0, 0)).toBe(250);
  expect(reconnectDelay(0, 1)).toBe(500);
  expect(reconnectDelay(3, 1)).toBe(4_000);
  expect(reconnectDelay(20, 1)).toBe(10_000);
});
