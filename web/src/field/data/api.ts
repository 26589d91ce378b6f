import { ProblemError, readProblem } from '@shared/api/problem';
import type { ActionEntry, Answer, Form, Me, Snapshot } from '../model';
import type { Place } from './position';

const TIMEOUT_MS = 15_000;
/** A photo of a megabyte over a bad line. */
const PHOTO_TIMEOUT_MS = 90_000;

export interface Credentials {
  tenant?: string;
  login: string;
  password: string;
}

/** What the page asks of the server; its tests put another one in its place. */
export interface Server {
  setCsrfToken(token: string | null): void;
  me(): Promise<Me>;
  logIn(credentials: Credentials): Promise<Me>;
  logOut(): Promise<void>;
  /** null: nothing has changed since `etag`. */
  snapshot(etag: string | null): Promise<{ snapshot: Snapshot; etag: string | null; skewMs: number } | null>;
  form(code: string): Promise<Form>;
  act(entries: ActionEntry[]): Promise<Answer[]>;
  sendPhoto(orderId: string, photoId: string, image: ArrayBuffer): Promise<void>;
  report(place: Place): Promise<void>;
}

export const photoPath = (orderId: string, photoId: string): string =>
  `/api/field/orders/${orderId}/photos/${photoId}`;

/** Speak to the server over HTTP. Every failure is a ProblemError; status 0 when there was no answer. */
export function httpServer(): Server {
  let csrfToken: string | null = null;

  const send = async (path: string, init: RequestInit = {}, timeout = TIMEOUT_MS): Promise<Response> => {
    const limit = AbortSignal.timeout(timeout);
    const isSafe = (init.method ?? 'GET') === 'GET';
    let response: Response;
    try {
      response = await fetch(path, {
        ...init,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: limit,
        headers: {
          accept: 'application/json',
          ...(isSafe || csrfToken === null ? {} : { 'x-csrf-token': csrfToken }),
          ...init.headers,
        },
      });
    } catch {
      throw new ProblemError({ status: 0, code: limit.aborted ? 'timeout' : 'network-unreachable' });
    }
    if (!response.ok && response.status !== 304) throw await readProblem(response);
    return response;
  };
  const json = (body: unknown): RequestInit => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const keep = (me: Me): Me => {
    csrfToken = me.csrf_token;
    return me;
  };
  const read = async <T>(response: Response): Promise<T> => {
    try {
      return (await response.json()) as T;
    } catch {
      throw new ProblemError({ status: 0, code: 'network-unreachable' }); // torn off half-way
    }
  };

  return {
    setCsrfToken(token) {
      csrfToken = token;
    },
    me: async () => keep(await read<Me>(await send('/api/me'))),
    logIn: async (credentials) =>
      keep(await read<Me>(await send('/api/session', json({ ...credentials, device: 'field' })))),
    async logOut() {
      await send('/api/session', { method: 'DELETE' });
      csrfToken = null;
    },
    async snapshot(etag) {
      const response = await send('/api/field/orders', etag ? { headers: { 'if-none-match': etag } } : {});
      if (response.status === 304) return null;
      const said = Date.parse(response.headers.get('date') ?? '');
      return {
        snapshot: await read<Snapshot>(response),
        etag: response.headers.get('etag'),
        skewMs: Number.isNaN(said) ? 0 : said - Date.now(),
      };
    },
    form: async (code) => read<Form>(await send(`/api/forms/${code}/versions/published`)),
    act: async (entries) =>
      read<Answer[]>(
        await send(
          '/api/field/actions',
          json({
            actions: entries.map(({ key, work_order_id, action, at, base_version, detail }) => ({
              key,
              work_order_id,
              action,
              client_at: at,
              base_version,
              detail,
            })),
          }),
        ),
      ),
    async sendPhoto(orderId, photoId, image) {
      const headers = { 'content-type': 'image/jpeg' };
      await send(photoPath(orderId, photoId), { method: 'PUT', headers, body: image }, PHOTO_TIMEOUT_MS);
    },
    async report(place) {
      await send('/api/field/position', { ...json(place), method: 'PUT' });
    },
  };
}
