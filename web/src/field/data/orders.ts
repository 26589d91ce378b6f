import type { Action, Entry, FieldOrder, Snapshot } from '../model';

/** Where an action leads in an order's usual life; a type that has no such state leaves the order where it is. */
const leadsTo: Record<Action, string> = {
  accept: 'accepted',
  set_out: 'on_the_way',
  arrive: 'on_site',
  complete: 'completed',
  suspend: 'suspended',
  resume: 'accepted',
  return: 'returned',
};

export const tabs = ['accept', 'today', 'done'] as const;
export type Tab = (typeof tabs)[number];

/** An order as he has left it, sent or not. */
export interface Shown extends FieldOrder {
  tab: Tab;
  /** How many of his steps and photos the server does not know yet. */
  unsent: number;
  /** What he must decide about: steps that came to nothing. */
  undecided: Entry[];
  /** It is no longer in his list; he sees it because something of it is still here. */
  isGone: boolean;
}

/** Put what waits on top of what the server has said. */
export function project(snapshot: Snapshot, entries: Entry[]): Shown[] {
  const shown = new Map<string, Shown>();
  const show = (order: FieldOrder, isGone: boolean) => {
    const bare: Shown = { ...order, tab: 'today', unsent: 0, undecided: [], isGone };
    shown.set(order.work_order_id, bare);
    return bare;
  };
  for (const order of [...snapshot.orders, ...snapshot.done]) show(order, false);
  for (const entry of entries) {
    const order = shown.get(entry.work_order_id) ?? show(entry.theirs ?? entry.order, true);
    if (entry.state !== 'waiting') order.undecided.push(entry);
    else {
      order.unsent += 1;
      if (entry.kind === 'action') stepOn(order, entry.action, entry.at, snapshot);
    }
  }
  return [...shown.values()].map((order) => ({ ...order, tab: tabOf(order) })).sort(byUrgency);
}

function stepOn(order: Shown, action: Action, at: string, snapshot: Snapshot): void {
  const type = snapshot.types.find(({ code }) => code === order.type_code);
  const state = leadsTo[action];
  if (type && state in type.states) {
    order.state = state;
    order.actions = type.actions[state] ?? [];
  }
  if (action === 'complete') Object.assign(order, { is_final: true, closed_at: at, actions: [] });
  if (action === 'return') order.actions = [];
  if (action === 'accept') order.accepted_at = at;
  if (action === 'set_out') order.set_out_at = at;
  if (action === 'arrive') order.arrived_at = at;
  if (action === 'suspend') order.suspended_at = at;
  if (action === 'resume') order.suspended_at = null;
}

function tabOf(order: Shown): Tab {
  if (order.is_final || order.state === 'returned') return 'done';
  return order.actions.includes('accept') ? 'accept' : 'today';
}

/** Suspended ones last, then by deadline; what is done youngest first. */
function byUrgency(a: Shown, b: Shown): number {
  if (a.closed_at && b.closed_at) return b.closed_at.localeCompare(a.closed_at);
  const rank = ({ suspended_at }: Shown) => (suspended_at ? 1 : 0);
  return rank(a) - rank(b) || a.due_at.localeCompare(b.due_at) || a.order_no.localeCompare(b.order_no);
}

/** Take an order as an answer has it: names and photos are not in there, they stay as they are known. */
export function withOrder(snapshot: Snapshot, order: FieldOrder): Snapshot {
  const isIt = (each: FieldOrder) => each.work_order_id === order.work_order_id;
  const known = snapshot.orders.find(isIt) ?? snapshot.done.find(isIt);
  const photo_ids = [...new Set([...(known?.photo_ids ?? []), ...order.photo_ids])];
  const { area = null, crew = null } = known ?? {};
  const merged = { ...order, area: order.area ?? area, crew: order.crew ?? crew, photo_ids };
  const others = (list: FieldOrder[]) => list.filter((each) => !isIt(each));
  if (order.is_final)
    return { ...snapshot, orders: others(snapshot.orders), done: [merged, ...others(snapshot.done)] };
  const isHis =
    order.person_id === snapshot.person_id || (order.person_id === null && order.actions.length > 0);
  const isStill = isHis && order.state !== 'returned' && order.state !== 'pending';
  return {
    ...snapshot,
    orders: isStill ? [...others(snapshot.orders), merged] : others(snapshot.orders),
    done: others(snapshot.done),
  };
}
