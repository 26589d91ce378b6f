import { expect, test } from 'vitest';
import type { Order } from '../api';
import { beginOf } from '../days';
import { crew, order } from '../examples';
import { FIRST_HOUR, LAST_HOUR, momentsOf, nowAt, timetable } from './timetable';

const day = beginOf('2026-11-22');
const at = (hour: number) => day + hour * 3_600_000;
const iso = (hour: number) => new Date(at(hour)).toISOString();
const HOURS = LAST_HOUR - FIRST_HOUR;
const booked = (id: string, from: number, to: number, change: Partial<Order> = {}) =>
  order({
    work_order_id: id,
    crew_id: 'c1',
    person_id: 'p1',
    appointment_from: iso(from),
    appointment_to: iso(to),
    ...change,
  });

test('an order lies where the customer expects somebody; else where he is at it; else before its deadline', () => {
  expect(momentsOf(booked('o1', 9, 11), day, at(8))).toEqual({
    kind: 'appointment',
    from: at(9),
    to: at(11),
  });
  expect(momentsOf(order({ set_out_at: iso(9) }), day, at(11))).toEqual({
    kind: 'visit',
    from: at(9),
    to: at(11),
  });
  expect(momentsOf(order({ arrived_at: iso(9) }), day, at(9.1))).toEqual({
    kind: 'visit',
    from: at(9),
    to: at(10),
  });
  expect(momentsOf(order({ due_at: iso(16) }), day, at(8))).toEqual({
    kind: 'due',
    from: at(15),
    to: at(16),
  });
});

test('what is not on the day has no place on it; what reaches over its edge is cut', () => {
  expect(momentsOf(order({ due_at: iso(30) }), day, at(8))).toBeNull();
  expect(momentsOf(order({ due_at: iso(FIRST_HOUR) }), day, at(8))).toBeNull();
  expect(momentsOf(booked('o1', 5, 8), day, at(8))).toMatchObject({ from: at(FIRST_HOUR), to: at(8) });
  expect(momentsOf(booked('o1', 20, 23), day, at(8))).toMatchObject({ from: at(20), to: at(LAST_HOUR) });
});

test('blocks that overlap lie in lanes, those that follow share one', () => {
  const orders = [booked('b', 9, 11), booked('a', 8, 10), booked('c', 10, 12), booked('d', 11, 12)];
  const [, row] = timetable([crew], orders, day, at(8));
  expect(row?.lanes).toBe(2);
  expect(row?.blocks.map((block) => [block.order.work_order_id, block.lane])).toEqual([
    ['a', 0],
    ['b', 1],
    ['c', 0],
    ['d', 1],
  ]);
  expect(row?.blocks[0]).toMatchObject({ left: 1 / HOURS, width: 2 / HOURS });
});

test('the crew has what nobody of it has; whoever has left keeps his row while he has orders', () => {
  const gone = {
    ...crew.members[0],
    person_id: 'p2',
    name: '李志强',
    is_active: false,
  } as (typeof crew.members)[0];
  const both = { ...crew, members: [...crew.members, gone] };
  const orders = [
    booked('o1', 9, 10, { person_id: null }),
    booked('o2', 9, 10),
    booked('o3', 33, 34),
    booked('o4', 9, 10, { person_id: 'stranger' }),
    booked('o5', 9, 10, { crew_id: 'other' }),
  ];
  const shape = (rows: ReturnType<typeof timetable>) =>
    rows.map(({ member, blocks, elsewhere, open }) => [member?.name ?? null, blocks.length, elsewhere, open]);
  expect(shape(timetable([both], orders, day, at(8)))).toEqual([
    [null, 2, 0, 2],
    ['王建国', 1, 1, 2],
  ]);
  const his = booked('o6', 9, 10, { person_id: 'p2' });
  expect(shape(timetable([both], [...orders, his], day, at(8)))[2]).toEqual(['李志强', 1, 0, 1]);
  expect(timetable([{ ...crew, is_active: false }], orders, day, at(8))).toEqual([]);
});

test('now is drawn on its own day', () => {
  expect(nowAt(day, at(FIRST_HOUR + HOURS / 2))).toBe(0.5);
  expect(nowAt(day, at(LAST_HOUR + 1))).toBeNull();
  expect(nowAt(day, at(FIRST_HOUR - 1))).toBeNull();
});
