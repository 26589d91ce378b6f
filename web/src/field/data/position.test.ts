// @vitest-environment node
import { expect, test } from 'vitest';
import { type Place, Whereabouts } from './position';
import type { Shelf } from './shelf';

const here: Place = { lon: 119.95, lat: 31.75, accuracy_m: 12 };

function setUp(locate: (() => Promise<Place>) | undefined = async () => here) {
  const kept = new Map<string, unknown>();
  const told: Place[] = [];
  const clock = { now: 0 };
  const shelf = {
    read: async (name: string) => kept.get(name),
    write: async (name: string, value: unknown) => void kept.set(name, value),
    erase: async (name: string) => void kept.delete(name),
  } as unknown as Shelf;
  const server = { report: async (place: Place) => void told.push(place) };
  return { kept, told, clock, where: new Whereabouts(shelf, server, locate, () => clock.now) };
}
const refusing = (code: number) => async () => {
  throw Object.assign(new Error('no'), { code });
};

test('nothing is told before he agrees, and nothing once he has taken it back', async () => {
  const { where, told, kept } = setUp();
  expect(await where.begin('li')).toBe('off');
  expect(await where.report()).toBe('off');
  expect(told).toEqual([]);
  expect(await where.agree(true)).toBe('on');
  expect(told).toEqual([here]);
  expect(await where.agree(false)).toBe('off');
  expect(await where.report()).toBe('off');
  expect([told.length, kept.size]).toEqual([1, 0]);
});

test('it is told every two minutes, also after the page was opened anew, but not for the next one who has the phone', async () => {
  const { where, told, clock } = setUp();
  await where.begin('li');
  await where.agree(true);
  clock.now = 119_999;
  await where.report();
  expect(told).toHaveLength(1);
  clock.now = 120_000;
  await where.report();
  expect(told).toHaveLength(2);
  expect(await where.begin('li')).toBe('on');
  await where.report();
  expect(told).toHaveLength(3);
  expect(await where.begin('wang')).toBe('off');
  clock.now = 999_999;
  await where.report();
  expect(told).toHaveLength(3);
});

test('a browser that forbids it is named, and asked again; one that only finds nothing is not', async () => {
  const forbidden = setUp(refusing(1));
  await forbidden.where.begin('li');
  expect(await forbidden.where.agree(true)).toBe('blocked');
  const lost = setUp(refusing(2));
  await lost.where.begin('li');
  expect(await lost.where.agree(true)).toBe('on');
  expect([...forbidden.told, ...lost.told]).toEqual([]);

  let isAllowed = false;
  const later = setUp(async () => (isAllowed ? here : refusing(1)()));
  await later.where.begin('li');
  await later.where.agree(true);
  isAllowed = true;
  later.clock.now = 120_000;
  expect(await later.where.report()).toBe('on');
  expect(later.told).toEqual([here]);
});

test('what is found after he has taken it back is not told', async () => {
  let found: (place: Place) => void = () => {};
  const { where, told } = setUp(() => new Promise((resolve) => (found = resolve)));
  await where.begin('li');
  const asked = where.agree(true);
  await new Promise((resolve) => setImmediate(resolve));
  await where.agree(false);
  found(here);
  expect(await asked).toBe('off');
  expect(told).toEqual([]);
});

test('a telephone that cannot tell is not asked', async () => {
  const shelf = { read: async () => 'li' } as unknown as Shelf;
  const where = new Whereabouts(shelf, { report: async () => {} }, undefined, () => 0);
  expect(await where.begin('li')).toBe('impossible');
  expect(await where.report()).toBe('impossible');
});
