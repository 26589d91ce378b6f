import { ProblemError, readProblem } from './problem';

const TIMEOUT_MS = 10_000;
const UPLOAD_MS = 60_000;

let csrfToken: string | null = null;
let onSessionLost: () => void = () => {};

export function setCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Say what happens when a call of the API finds the session gone. */
export function whenSessionLost(callback: () => void): void {
  onSessionLost = callback;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

interface Options {
  body?: unknown;
  /** Sent as it is, instead of a body as JSON. */
  file?: Blob;
  signal?: AbortSignal;
  /** It may take the server longer than an answer does. */
  isSlow?: boolean;
  headers?: Record<string, string>;
}

async function send(
  method: Method,
  path: string,
  { body, file, signal, isSlow, headers }: Options,
): Promise<Response> {
  const limit = AbortSignal.timeout(file || isSlow ? UPLOAD_MS : TIMEOUT_MS);
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      signal: signal ? AbortSignal.any([signal, limit]) : limit,
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(file ? { 'content-type': 'application/octet-stream' } : {}),
        ...(method === 'GET' || csrfToken === null ? {} : { 'x-csrf-token': csrfToken }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(file ? { body: file } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ProblemError({ status: 0, code: limit.aborted ? 'timeout' : 'network-unreachable' });
  }
}

/** Call the API. Raises ProblemError for every answer that is not a success. */
async function answer(method: Method, path: string, options: Options): Promise<Response> {
  const response = await send(method, path, options);
  if (!response.ok) {
    const problem = await readProblem(response);
    if (problem.code === 'session-expired' || problem.code === 'not-authenticated') onSessionLost();
    throw problem;
  }
  return response;
}

async function request<T>(method: Method, path: string, options: Options = {}): Promise<T> {
  const response = await answer(method, path, options);
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

/** Fetch a file under the name that the server gives it. */
async function fetchFile(path: string): Promise<File> {
  const response = await answer('GET', path, { isSlow: true });
  const [, name] = /filename\*=UTF-8''([^;]+)/i.exec(response.headers.get('content-disposition') ?? '') ?? [];
  return new File([await response.blob()], name ? decodeURIComponent(name) : 'file');
}

export const api = {
  get: <T>(path: string, signal?: AbortSignal) => request<T>('GET', path, signal ? { signal } : {}),
  /** Get what the server may have to count for a while. */
  slow: <T>(path: string, signal: AbortSignal) => request<T>('GET', path, { signal, isSlow: true }),
  post: <T>(path: string, body: unknown = {}) => request<T>('POST', path, { body }),
  put: <T>(path: string, body: unknown) => request<T>('PUT', path, { body }),
  file: fetchFile,
  upload: <T>(path: string, file: Blob) => request<T>('POST', path, { file }),
  delete: (path: string) => request<void>('DELETE', path),
  /** Ask for something that happens once, however often the request is repeated. The result comes as an event. */
  command: <T = void>(path: string, body: unknown = {}) =>
    request<T>('POST', path, { body, headers: { 'idempotency-key': crypto.randomUUID() } }),
};
