import type { Crew, Member } from '@shared/api/workOrders';
import type { Order } from '../api';

/** The hours that are shown; a crew works by day. */
export const FIRST_HOUR = 7;
export const LAST_HOUR = 21;
const HOUR_MS = 3_600_000;
const SPAN_MS = (LAST_HOUR - FIRST_HOUR) * HOUR_MS;
/** What has no length of its own, such as a deadline, takes this much. */
const SHORT_MS = HOUR_MS;

export type BlockKind = 'appointment' | 'visit' | 'due';

/** An order on the day, in shares of the hours shown; blocks that overlap lie in lanes. */
export interface Block {
  order: Order;
  kind: BlockKind;
  left: number;
  width: number;
  lane: number;
}

export interface Row {
  crew: Crew;
  /** Null: what the crew has and nobody of it has taken. */
  member: Member | null;
  blocks: Block[];
  lanes: number;
  /** How many orders he has that are not on this day. */
  elsewhere: number;
  open: number;
}

/** Lay out who has what on a day that begins at a moment; rows as the crews and their people come. */
export function timetable(crews: Crew[], orders: Order[], dayMs: number, nowMs: number): Row[] {
  return crews
    .filter(({ is_active }) => is_active)
    .flatMap((crew) => {
      const ofCrew = orders.filter(({ crew_id }) => crew_id === crew.crew_id);
      const members = crew.members.filter(
        ({ is_active, person_id }) => is_active || ofCrew.some((order) => order.person_id === person_id),
      );
      const own = (member: Member | null) =>
        ofCrew.filter(({ person_id }) =>
          member ? person_id === member.person_id : !members.some((each) => each.person_id === person_id),
        );
      return [null, ...members].map((member) => rowOf(crew, member, own(member), dayMs, nowMs));
    });
}

function rowOf(crew: Crew, member: Member | null, orders: Order[], dayMs: number, nowMs: number): Row {
  const placed = orders.flatMap((order) => {
    const at = momentsOf(order, dayMs, nowMs);
    return at ? [{ order, ...at }] : [];
  });
  const { blocks, lanes } = inLanes(placed, dayMs + FIRST_HOUR * HOUR_MS);
  return {
    crew,
    member,
    blocks,
    lanes,
    elsewhere: orders.length - placed.length,
    open: orders.length,
  };
}

interface Moments {
  kind: BlockKind;
  from: number;
  to: number;
}

/** When an order keeps somebody busy on a day: as agreed with the customer; else while he is at it; else before its deadline. */
export function momentsOf(order: Order, dayMs: number, nowMs: number): Moments | null {
  const begin = dayMs + FIRST_HOUR * HOUR_MS;
  const end = begin + SPAN_MS;
  const within = (kind: BlockKind, from: number, to: number): Moments | null =>
    to > begin && from < end ? { kind, from: Math.max(from, begin), to: Math.min(to, end) } : null;
  if (order.appointment_from && order.appointment_to)
    return within('appointment', Date.parse(order.appointment_from), Date.parse(order.appointment_to));
  const began = order.set_out_at ?? order.arrived_at;
  if (began) {
    const from = Date.parse(began);
    return within('visit', from, Math.max(nowMs, from + SHORT_MS));
  }
  const due = Date.parse(order.due_at);
  return within('due', due - SHORT_MS, due);
}

function inLanes(placed: (Moments & { order: Order })[], begin: number): { blocks: Block[]; lanes: number } {
  const ends: number[] = [];
  const blocks = placed
    .toSorted((a, b) => a.from - b.from || b.to - a.to)
    .map(({ order, kind, from, to }) => {
      const free = ends.findIndex((end) => end <= from);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = to;
      return { order, kind, lane, left: (from - begin) / SPAN_MS, width: (to - from) / SPAN_MS };
    });
  return { blocks, lanes: ends.length };
}

/** Where now is on the day, as a share of the hours shown; null when it is not among them. */
export function nowAt(dayMs: number, nowMs: number): number | null {
  const share = (nowMs - dayMs - FIRST_HOUR * HOUR_MS) / SPAN_MS;
  return share >= 0 && share <= 1 ? share : null;
}
