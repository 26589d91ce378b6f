// @vitest-environment node
import { ProblemError } from '@shared/api/problem';
import { expect, test } from 'vitest';
import { forgetfulShelf, photo, step } from '../examples';
import type { ActionEntry, Answer } from '../model';
import { deliver, type Halt } from './outbox';
import { photoName, type Shelf } from './shelf';

/** Numbers that look like chance and are the same every time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const run = (shelf: Shelf, server: Parameters<typeof deliver>[0]['server'], personId = 'me'): Promise<Halt> =>
  deliver({ shelf, server, personId, onOrder: () => {}, onChange: async () => {} });
const applied = (entry: ActionEntry): Answer => ({
  key: entry.key,
  outcome: 'applied',
  code: '',
  order: null,
});
const nothing = async () => {};

test.each(Array.from({ length: 60 }, (_, seed) => seed))(
  'whatever fails, everything arrives exactly once and in order (%i)',
  async (seed) => {
    const roll = chance(seed);
    const shelf = forgetfulShelf();
    const wanted = new Map<string, string[]>();
    for (let n = 0; n < 24; n++) {
      const orderId = `order-${Math.floor(roll() * 4)}`;
      const key = `key-${n}`;
      wanted.set(orderId, [...(wanted.get(orderId) ?? []), key]);
      if (roll() < 0.3) {
        await shelf.write(photoName(key), new ArrayBuffer(8));
        await shelf.add([photo(orderId, key)]);
      } else await shelf.add([step(orderId, 'accept', key)]);
    }
    const done = new Map<string, string[]>();
    const seen = new Set<string>();
    const take = (orderId: string, key: string) => {
      if (seen.has(key)) return;
      seen.add(key);
      done.set(orderId, [...(done.get(orderId) ?? []), key]);
    };
    /** Before the server has it, or after: then only its answer is lost. */
    const perhaps = () => {
      if (roll() < 0.25) throw new ProblemError({ status: 0, code: 'network-unreachable' });
      if (roll() < 0.15) throw new ProblemError({ status: 503, code: 'unavailable' });
      if (roll() < 0.05) throw new ProblemError({ status: 401, code: 'session-expired' });
    };
    const server = {
      async act(entries: ActionEntry[]) {
        perhaps();
        const answers = entries.map((entry): Answer => {
          const outcome = seen.has(entry.key) ? 'duplicate' : 'applied';
          take(entry.work_order_id, entry.key);
          return { key: entry.key, outcome, code: '', order: null };
        });
        perhaps();
        return answers;
      },
      async sendPhoto(orderId: string, photoId: string) {
        perhaps();
        take(orderId, photoId);
        perhaps();
      },
    };
    for (let tries = 0; (await shelf.entries()).length > 0 && tries < 500; tries++) await run(shelf, server);
    expect(await shelf.entries()).toEqual([]);
    expect(done).toEqual(wanted);
  },
);

test('a conflict and a refusal stay until he has decided, with what the server said', async () => {
  const shelf = forgetfulShelf();
  await shelf.add([step('a', 'accept', '1'), step('a', 'complete', '2'), step('b', 'accept', '3')]);
  const outcomes = ['conflict', 'refused', 'applied'] as const;
  const act = async (entries: ActionEntry[]) =>
    entries.map(
      (entry, at): Answer => ({ ...applied(entry), outcome: outcomes[at] ?? 'applied', code: 'not-yours' }),
    );
  expect(await run(shelf, { act, sendPhoto: nothing })).toBe('none');
  expect((await shelf.entries()).map(({ key, state, code }) => [key, state, code])).toEqual([
    ['1', 'conflict', 'not-yours'],
    ['2', 'refused', 'not-yours'],
  ]);
});

test('a step that cannot be read does not stand in the way of the others', async () => {
  const shelf = forgetfulShelf();
  await shelf.add([step('a', 'accept', 'bad'), step('b', 'accept', 'good')]);
  const act = async (entries: ActionEntry[]) => {
    if (entries.some(({ key }) => key === 'bad'))
      throw new ProblemError({ status: 422, code: 'invalid-input' });
    return entries.map(applied);
  };
  await run(shelf, { act, sendPhoto: nothing });
  expect((await shelf.entries()).map(({ key, state, code }) => [key, state, code])).toEqual([
    ['bad', 'refused', 'invalid-input'],
  ]);
});

test('a photo that cannot go now holds back its own order only', async () => {
  const shelf = forgetfulShelf();
  await shelf.write(photoName('p'), new ArrayBuffer(8));
  await shelf.add([photo('a', 'p'), step('a', 'complete', '1'), step('b', 'accept', '2')]);
  const done: string[] = [];
  const act = async (entries: ActionEntry[]) => {
    done.push(...entries.map(({ key }) => key));
    return entries.map(applied);
  };
  const sendPhoto = async () => {
    throw new ProblemError({ status: 500, code: 'internal-error' });
  };
  expect(await run(shelf, { act, sendPhoto })).toBe('later');
  expect(done).toEqual(['2']);
});

test('a photo that the server will never take is kept for him to see', async () => {
  const shelf = forgetfulShelf();
  await shelf.write(photoName('p'), new ArrayBuffer(8));
  await shelf.add([photo('a', 'p')]);
  const sendPhoto = async () => {
    throw new ProblemError({ status: 413, code: 'photo-too-large' });
  };
  await run(shelf, { act: async () => [], sendPhoto });
  expect(await shelf.entries()).toMatchObject([{ state: 'refused', code: 'photo-too-large' }]);
  expect(await shelf.read(photoName('p'))).toBeDefined();
});

test.each([
  [401, 'log-in'],
  [403, 'forbidden'],
  [0, 'later'],
])('after %i everything is still there', async (status, halt) => {
  const shelf = forgetfulShelf();
  await shelf.add([step('a', 'accept', '1')]);
  const act = async () => {
    throw new ProblemError({ status, code: 'x' });
  };
  expect(await run(shelf, { act, sendPhoto: nothing })).toBe(halt);
  expect(await shelf.entries()).toMatchObject([{ key: '1', state: 'waiting' }]);
});

test('what somebody else has left on the telephone is not sent in my name', async () => {
  const shelf = forgetfulShelf();
  await shelf.add([step('a', 'accept', '1')]);
  const act = async () => {
    throw new Error('sent');
  };
  expect(await run(shelf, { act, sendPhoto: nothing }, 'another')).toBe('none');
  expect(await shelf.entries()).toHaveLength(1);
});
