import { ProblemError } from '@shared/api/problem';
import type { Action, Detail, Entry, FieldOrder, Form, Me, NewEntry, Snapshot } from '../model';
import type { Credentials, Server } from './api';
import { withOrder } from './orders';
import { deliver, type Halt } from './outbox';
import { type Locate, type Sharing, Whereabouts } from './position';
import { photoName, type Shelf } from './shelf';

const DAY_MS = 86_400_000;
/** As long as the server lets a telephone stay logged in. */
const LOGIN_MS = 7 * DAY_MS;
const RETRY_MS = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000];
const FORMS_FOR_MS = 600_000;

export interface State {
  phase: 'starting' | 'login' | 'ready';
  me: Me | null;
  snapshot: Snapshot | null;
  /** When the snapshot was got, by this telephone. */
  gotAt: number;
  /** How much the server's clock is ahead of this telephone's. */
  skewMs: number;
  entries: Entry[];
  forms: Record<string, Form>;
  isOnline: boolean;
  isSending: boolean;
  /** The server does not know him any more; what he does is kept until he has logged in again. */
  isLost: boolean;
  isForbidden: boolean;
  /** Why the last look at the server came to nothing. */
  problem: string;
  /** Whether dispatch sees where he is. */
  sharing: Sharing;
}

interface Login {
  me: Me;
  at: number;
}

interface KeptSnapshot {
  snapshot: Snapshot;
  etag: string | null;
  at: number;
  skewMs: number;
}

/** What surrounds it: a clock, a timer, ids, a lock over all windows of this page. */
export interface Surroundings {
  now(): number;
  id(): string;
  later(run: () => void, ms: number): () => void;
  alone(run: () => Promise<void>): Promise<void>;
  isOnline(): boolean;
  locate: Locate;
}

const nothing: State = {
  phase: 'starting',
  me: null,
  snapshot: null,
  gotAt: 0,
  skewMs: 0,
  entries: [],
  forms: {},
  isOnline: true,
  isSending: false,
  isLost: false,
  isForbidden: false,
  problem: '',
  sharing: 'off',
};

/** The repairman's page without its screens: what is known, what he does, and how both get to the server. */
export class Field {
  state = nothing;
  private readonly listeners = new Set<() => void>();
  private etag: string | null = null;
  private formsAt = 0;
  private tries = 0;
  private cancelRetry = () => {};
  private syncing: Promise<void> | null = null;
  private isWantedAgain = false;
  private readonly whereabouts: Whereabouts;

  constructor(
    private readonly shelf: Shelf,
    private readonly server: Server,
    private readonly around: Surroundings,
  ) {
    this.whereabouts = new Whereabouts(shelf, server, around.locate, () => around.now());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  readonly current = (): State => this.state;

  private set(change: Partial<State>): void {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Begin with what is kept here; the server is asked afterwards. */
  async start(): Promise<void> {
    this.set({ isOnline: this.around.isOnline() });
    const login = await this.shelf.read<Login>('login');
    if (login && this.around.now() - login.at < LOGIN_MS) {
      await this.enter(login.me);
      return await this.sync();
    }
    try {
      await this.welcome(await this.server.me());
    } catch (error) {
      const code = codeOf(error);
      this.set({
        phase: 'login',
        entries: await this.shelf.entries(),
        problem: code === 'not-authenticated' || code === 'session-expired' ? '' : code,
      });
    }
  }

  async logIn(credentials: Credentials): Promise<void> {
    await this.welcome(await this.server.logIn(credentials));
  }

  private async welcome(me: Me): Promise<void> {
    await this.shelf.write('login', { me, at: this.around.now() } satisfies Login);
    await this.enter(me);
    await this.sync();
  }

  private async enter(me: Me): Promise<void> {
    this.server.setCsrfToken(me.csrf_token);
    const kept = await this.shelf.read<KeptSnapshot>('snapshot');
    const isHis = kept?.snapshot.person_id === me.person.id;
    this.etag = isHis ? kept.etag : null;
    this.formsAt = 0;
    this.set({
      ...nothing,
      phase: 'ready',
      sharing: await this.whereabouts.begin(me.person.id),
      isOnline: this.around.isOnline(),
      me,
      entries: await this.shelf.entries(),
      forms: (await this.shelf.read<Record<string, Form>>('forms')) ?? {},
      ...(isHis ? { snapshot: kept.snapshot, gotAt: kept.at, skewMs: kept.skewMs } : {}),
    });
  }

  /** What of his is not sent stays here until he logs in again; what he could read goes. */
  async logOut(): Promise<void> {
    this.cancelRetry();
    await this.server.logOut().catch((error: unknown) => {
      if (codeOf(error) !== 'not-authenticated' && codeOf(error) !== 'session-expired') throw error;
    });
    await this.shelf.erase('login');
    await this.shelf.erase('snapshot');
    await this.whereabouts.begin('');
    this.etag = null;
    this.set({
      ...nothing,
      phase: 'login',
      isOnline: this.around.isOnline(),
      entries: await this.shelf.entries(),
    });
  }

  setOnline(isOnline: boolean): void {
    this.set({ isOnline });
    if (isOnline) this.tryNow();
  }

  tryNow(): void {
    this.tries = 0;
    void this.sync();
  }

  /** Send what waits, then see how things stand; one at a time, and once more if it was asked for meanwhile. */
  sync(): Promise<void> {
    if (this.syncing) {
      this.isWantedAgain = true;
      return this.syncing;
    }
    this.syncing = this.syncOnce().finally(() => {
      this.syncing = null;
      if (!this.isWantedAgain) return;
      this.isWantedAgain = false;
      void this.sync();
    });
    return this.syncing;
  }

  private async syncOnce(): Promise<void> {
    const { me } = this.state;
    if (!me || !this.around.isOnline()) return;
    this.cancelRetry();
    this.set({ isSending: true });
    let halt: Halt = 'later';
    try {
      await this.around.alone(async () => {
        halt = await deliver({
          shelf: this.shelf,
          server: this.server,
          personId: me.person.id,
          onOrder: (order) => this.take(order),
          onChange: async () => this.set({ entries: await this.shelf.entries() }),
        });
        if (halt === 'none' || halt === 'later') await this.look();
      });
    } catch (error) {
      this.set({ problem: codeOf(error) });
      if (isLogInWanted(error)) halt = 'log-in';
      else if (error instanceof ProblemError && error.code === 'csrf-token-wrong') halt = await this.renew();
      else halt = error instanceof ProblemError && error.status === 403 ? 'forbidden' : 'later';
    }
    this.set({
      isSending: false,
      entries: await this.shelf.entries(),
      ...(halt === 'log-in' ? { isLost: true } : {}),
      ...(halt === 'forbidden' ? { isForbidden: true } : {}),
    });
    if (halt === 'later') this.retry();
    else this.tries = 0;
    if (halt === 'none') void this.tellWhere();
  }

  /** Whoever has nothing to do is where he likes. */
  private async tellWhere(): Promise<void> {
    if (this.state.snapshot && this.state.snapshot.orders.length > 0)
      this.set({ sharing: await this.whereabouts.report() });
  }

  /** He lets dispatch see where he is, or not any more. */
  async share(isShared: boolean): Promise<void> {
    this.set({ sharing: await this.whereabouts.agree(isShared) });
  }

  /** The pass that goes with the cookie has changed: ask for the new one. */
  private async renew(): Promise<Halt> {
    try {
      const me = await this.server.me();
      await this.shelf.write('login', { me, at: this.around.now() } satisfies Login);
      this.set({ me });
      return 'later';
    } catch (error) {
      return isLogInWanted(error) ? 'log-in' : 'later';
    }
  }

  private retry(): void {
    const wait = RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)] ?? 60_000;
    this.tries += 1;
    this.cancelRetry = this.around.later(() => void this.sync(), wait);
  }

  private async look(): Promise<void> {
    const found = await this.server.snapshot(this.state.snapshot ? this.etag : null);
    if (found) {
      this.etag = found.etag;
      this.set({ snapshot: found.snapshot, skewMs: found.skewMs });
    }
    this.set({ gotAt: this.around.now(), problem: '', isLost: false, isForbidden: false });
    await this.keepSnapshot();
    await this.fetchForms();
  }

  private async keepSnapshot(): Promise<void> {
    const { snapshot, gotAt, skewMs } = this.state;
    if (snapshot)
      await this.shelf.write('snapshot', {
        snapshot,
        etag: this.etag,
        at: gotAt,
        skewMs,
      } satisfies KeptSnapshot);
  }

  /** Forms are wanted where there is no connection: get them while there is one. */
  private async fetchForms(): Promise<void> {
    if (this.around.now() - this.formsAt < FORMS_FOR_MS) return;
    const codes = new Set(this.state.snapshot?.types.map(({ form_code }) => form_code).filter(Boolean));
    const forms: Record<string, Form> = {};
    for (const code of codes) {
      try {
        forms[code] = await this.server.form(code);
      } catch (error) {
        if (!(error instanceof ProblemError) || error.status !== 404) throw error;
      }
    }
    this.formsAt = this.around.now();
    this.set({ forms });
    await this.shelf.write('forms', forms);
  }

  private take(order: FieldOrder): void {
    if (!this.state.snapshot) return;
    this.etag = null;
    this.set({ snapshot: withOrder(this.state.snapshot, order) });
  }

  /** Do something with an order; it is kept here before this returns. Photos go before the action. */
  async act(order: FieldOrder, action: Action, detail: Detail = {}, photos: string[] = []): Promise<void> {
    const common = {
      person_id: this.state.me?.person.id ?? '',
      work_order_id: order.work_order_id,
      order: bare(this.asServerSaid(order)),
      at: new Date(this.around.now()).toISOString(),
      state: 'waiting',
      code: '',
      theirs: null,
    } as const;
    const entries: NewEntry[] = photos.map((photo_id) => ({
      ...common,
      kind: 'photo',
      key: photo_id,
      photo_id,
    }));
    const base_version = common.order.version;
    entries.push({ ...common, kind: 'action', key: this.around.id(), action, base_version, detail });
    await this.shelf.add(entries, action === 'complete' ? [draftName(order.work_order_id)] : []);
    this.set({ entries: await this.shelf.entries() });
    void this.sync();
  }

  private asServerSaid(order: FieldOrder): FieldOrder {
    const { snapshot } = this.state;
    const isIt = (each: FieldOrder) => each.work_order_id === order.work_order_id;
    return snapshot?.orders.find(isIt) ?? snapshot?.done.find(isIt) ?? order;
  }

  /** He has decided about a step that came to nothing: it leaves the telephone. */
  async settle(entry: Entry): Promise<void> {
    await this.shelf.remove(entry.seq);
    if (entry.kind === 'photo') await this.shelf.erase(photoName(entry.photo_id));
    this.set({ entries: await this.shelf.entries() });
    void this.sync();
  }

  async keepPhoto(image: ArrayBuffer, photoId = this.around.id()): Promise<string> {
    await this.shelf.write(photoName(photoId), image);
    return photoId;
  }
  readPhoto = (photoId: string): Promise<ArrayBuffer | undefined> => this.shelf.read(photoName(photoId));
  dropPhoto = (photoId: string): Promise<void> => this.shelf.erase(photoName(photoId));
  readDraft = <T>(orderId: string): Promise<T | undefined> => this.shelf.read(draftName(orderId));
  keepDraft = (orderId: string, draft: unknown): Promise<void> => this.shelf.write(draftName(orderId), draft);
}

const draftName = (orderId: string) => `draft:${orderId}`;
const isLogInWanted = (error: unknown) => error instanceof ProblemError && error.status === 401;

export const codeOf = (error: unknown): string =>
  (error as { code?: string } | null)?.code || 'internal-error';

/** An order without what only the screen adds. */
function bare(order: FieldOrder): FieldOrder {
  const {
    tab: _t,
    unsent: _u,
    undecided: _d,
    isGone: _g,
    ...rest
  } = order as FieldOrder & Record<string, unknown>;
  return rest as unknown as FieldOrder;
}
