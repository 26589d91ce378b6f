import type { ClientFrame, NumberedFrame, Topic } from './events';

export type Connection = 'connecting' | 'online' | 'offline';

export interface SocketDeps {
  /** Fetch a one-time ticket. Rejects when the server or the session is gone. */
  ticket: () => Promise<string>;
  pageId: string;
  /** What to say first on every connection. */
  greeting: () => ClientFrame[];
  onFrames: (frames: NumberedFrame[], receivedAt: number) => void;
  onConnection: (connection: Connection) => void;
}

const PING_EVERY_MS = 15_000;
const SILENCE_LIMIT_MS = 25_000;
const MAX_DELAY_MS = 10_000;

/** Half a second, doubling to ten, with jitter so that a restarted server is not stormed. */
export function reconnectDelay(attempt: number, random = Math.random()): number {
  return Math.min(MAX_DELAY_MS, 500 * 2 ** attempt) * (0.5 + random / 2);
}

/** How the server knows a page that goes for good from one that was cut off and will be back. */
const FAREWELL = 1000;

/**
 * The one WebSocket of this page. Each connection begins with a snapshot, and its frames are numbered: after a gap
 * the page connects anew. Frames are handed on once per animation frame, so a burst costs one render.
 */
export class RealtimeSocket {
  private socket: WebSocket | null = null;
  private lastSeq = 0;
  private attempt = 0;
  private isStopped = true;
  private topics = new Set<Topic>();
  private pending: NumberedFrame[] = [];
  private receivedAt = 0;
  private heardAt = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private pinger: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly deps: SocketDeps) {}

  start(): void {
    this.isStopped = false;
    this.attempt = 0;
    clearTimeout(this.timer);
    this.drop();
    this.deps.onConnection('connecting');
    void this.open();
  }

  /** Leave the connection as it is, but try no new one: without a session it would be refused. */
  pause(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  /** Say farewell and close. */
  stop(): void {
    this.pause();
    this.drop(FAREWELL);
    this.deps.onConnection('offline');
  }

  send(frame: ClientFrame): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  /** Bytes that wait to be sent. */
  get backlog(): number {
    return this.socket?.bufferedAmount ?? 0;
  }

  subscribe(topic: Topic): void {
    this.topics.add(topic);
    this.send({ t: 'subscribe', d: { topics: [topic] } });
  }

  unsubscribe(topic: Topic): void {
    this.topics.delete(topic);
    this.send({ t: 'unsubscribe', d: { topics: [topic] } });
  }

  private async open(): Promise<void> {
    let ticket: string;
    try {
      ticket = await this.deps.ticket();
    } catch {
      this.deps.onConnection('offline');
      this.retry();
      return;
    }
    if (this.isStopped) return;
    const query = new URLSearchParams({ ticket, page: this.deps.pageId });
    const origin = location.origin.replace(/^http/, 'ws');
    const socket = new WebSocket(`${origin}/ws?${query}`);
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = (message) => this.receive(String(message.data));
    socket.onclose = () => {
      if (this.socket !== socket) return;
      this.drop();
      this.deps.onConnection('offline');
      this.retry();
    };
  }

  private opened(): void {
    this.heardAt = performance.now();
    for (const frame of this.deps.greeting()) this.send(frame);
    if (this.topics.size > 0) this.send({ t: 'subscribe', d: { topics: [...this.topics] } });
    this.pinger = setInterval(() => {
      if (performance.now() - this.heardAt > SILENCE_LIMIT_MS) this.reopen();
      else this.send({ t: 'ping' });
    }, PING_EVERY_MS);
  }

  private receive(raw: string): void {
    this.heardAt = performance.now();
    const frame = JSON.parse(raw) as NumberedFrame;
    if (frame.t === 'snapshot') {
      this.attempt = 0;
      this.deps.onConnection('online');
    } else if (frame.seq !== this.lastSeq + 1) {
      if (frame.seq > this.lastSeq) this.reopen();
      return;
    }
    this.lastSeq = frame.seq;
    if (this.pending.length === 0) {
      this.receivedAt = this.heardAt;
      // A hidden page paints no frames, but its phone must ring all the same.
      if (document.visibilityState === 'hidden') setTimeout(() => this.flush());
      else requestAnimationFrame(() => this.flush());
    }
    this.pending.push(frame);
  }

  private flush(): void {
    const frames = this.pending;
    this.pending = [];
    if (frames.length > 0) this.deps.onFrames(frames, this.receivedAt);
  }

  private reopen(): void {
    this.drop();
    this.deps.onConnection('offline');
    void this.open();
  }

  private drop(code?: number): void {
    clearInterval(this.pinger);
    const socket = this.socket;
    this.socket = null;
    this.pending = [];
    socket?.close(code);
  }

  private retry(): void {
    if (this.isStopped) return;
    this.timer = setTimeout(() => void this.open(), reconnectDelay(this.attempt++));
  }
}
