import { afterEach, expect, test, vi } from 'vitest';
import { fakeApi, problem } from '../../testing/render';
import { api, setCsrfToken, whenSessionLost } from './client';
import { ProblemError } from './problem';

afterEach(() => {
  setCsrfToken(null);
  whenSessionLost(() => {});
  vi.unstubAllGlobals();
});

const failure = async (call: Promise<unknown>) =>
  (await call.catch((error: unknown) => error)) as ProblemError;

test('sends the token with what changes something, and a key with every command', async () => {
  const headers: Record<string, string>[] = [];
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    headers.push(init.headers as Record<string, string>);
    return new Response('{}');
  });
  setCsrfToken('secret');
  await api.get('/api/me');
  await api.command('/api/desk/log_on');
  expect(headers[0]).not.toHaveProperty('x-csrf-token');
  expect(headers[1]).toMatchObject({ 'x-csrf-token': 'secret' });
  expect(headers[1]?.['idempotency-key']).toMatch(/^[\w-]{36}$/);
});

test('raises what the server says, with the seconds to wait', async () => {
  fakeApi(() => problem(429, 'too-many-attempts', { 'retry-after': '30' }));
  const error = await failure(api.post('/api/session'));
  expect(error).toBeInstanceOf(ProblemError);
  expect(error).toMatchObject({ status: 429, code: 'too-many-attempts', facts: { seconds: 30 } });
});

test('names what a proxy or a dead network says', async () => {
  fakeApi(() => new Response('<html>', { status: 502 }));
  expect((await failure(api.get('/api/me'))).code).toBe('unavailable');
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed')));
  expect((await failure(api.get('/api/me'))).code).toBe('network-unreachable');
});

test('tells that the session is gone, but not that a password was wrong', async () => {
  const lost = vi.fn();
  whenSessionLost(lost);
  fakeApi(() => problem(401, 'wrong-credentials'));
  await failure(api.post('/api/session'));
  expect(lost).not.toHaveBeenCalled();
  fakeApi(() => problem(401, 'session-expired'));
  await failure(api.get('/api/customers'));
  expect(lost).toHaveBeenCalledTimes(1);
});
