import { useMemo, useSyncExternalStore } from 'react';
import type { Field, State } from './data/field';
import { project, type Shown } from './data/orders';
import type { FieldOrder, OrderType } from './model';

/** What the screens show: the state, and the orders with what waits laid over them. */
export interface View extends State {
  orders: Shown[];
  /** His steps and photos that the server does not know yet. */
  waiting: number;
  /** His steps and photos that came to nothing: he has to decide. */
  undecided: number;
  /** What others who use this telephone have left here. */
  others: number;
}

export function useView(field: Field): View {
  const state = useSyncExternalStore(field.subscribe, field.current);
  return useMemo(() => viewOf(state), [state]);
}

export function viewOf(state: State): View {
  const mine = state.entries.filter((entry) => entry.person_id === state.me?.person.id);
  const waiting = mine.filter((entry) => entry.state === 'waiting').length;
  return {
    ...state,
    orders: state.snapshot ? project(state.snapshot, mine) : [],
    waiting,
    undecided: mine.length - waiting,
    others: state.entries.length - mine.length,
  };
}

export const typeOf = (view: View, order: FieldOrder): OrderType | undefined =>
  view.snapshot?.types.find(({ code }) => code === order.type_code);
