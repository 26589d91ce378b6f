import { useProblemMessage } from '@console/useProblemMessage';
import { type InfiniteData, type QueryClient, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { create } from 'zustand';
import { type Done, keys, type Many, type Order, type Page, standing } from './api';
import { useOrderWords } from './words';

/** The orders that the server has been told something about and has not answered yet. */
export const usePending = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

function mark(orders: Order[], isPending: boolean): void {
  usePending.setState(({ ids }) => {
    const next = new Set(ids);
    for (const { work_order_id } of orders) isPending ? next.add(work_order_id) : next.delete(work_order_id);
    return { ids: next };
  });
}

/** Put orders as they are now in the place of what the page knew of them. */
export function catchUp(client: QueryClient, orders: Order[]): void {
  const latest = new Map(orders.map((order) => [order.work_order_id, order]));
  const now = (before: Order) => {
    const after = latest.get(before.work_order_id);
    return after && after.version >= before.version ? { ...before, ...after } : before;
  };
  client.setQueriesData<InfiniteData<Page>>(
    { queryKey: [...keys.all, 'list'] },
    (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(now) })) },
  );
  for (const order of orders)
    client.setQueryData<Order>(keys.one(order.work_order_id), (before) => before && now(before));
}

/** Tell the server something about orders; what comes of it goes into the lists, and a refusal into words. */
export function useStep() {
  const { t } = useTranslation('dispatch');
  const client = useQueryClient();
  const { message } = App.useApp();
  const words = useOrderWords();
  const fail = useProblemMessage();

  const meanwhile = useCallback(
    (before: Order | undefined, now: Order) => {
      const isTaken = now.crew_id !== null && now.crew_id !== before?.crew_id;
      const who = words.holder(now) || t('somebody');
      return isTaken
        ? t('meanwhile.assigned', { order: now.order_no, who })
        : t('meanwhile.changed', { order: now.order_no, state: words.state(now) });
    },
    [t, words],
  );

  return useCallback(
    async (orders: Order[], send: () => Promise<Done | Many | unknown>, said: string): Promise<boolean> => {
      mark(orders, true);
      const before = new Map(orders.map((order) => [order.work_order_id, order]));
      try {
        const { done, refused, warnings } = outcome(await send());
        catchUp(client, [...done, ...refused.flatMap(({ order }) => order ?? [])]);
        for (const caution of warnings) void message.warning(words.caution(caution), 6);
        for (const { work_order_id, order } of refused.slice(0, 3))
          void message.warning(order ? meanwhile(before.get(work_order_id), order) : t('meanwhile.gone'), 6);
        if (refused.length > 3) void message.warning(t('meanwhile.more', { count: refused.length - 3 }), 6);
        if (refused.length < orders.length) void message.success(said);
        return refused.length === 0;
      } catch (error) {
        const now = standing(error);
        if (now) {
          catchUp(client, [now]);
          void message.warning(meanwhile(before.get(now.work_order_id), now), 6);
        } else fail(error);
        return false;
      } finally {
        mark(orders, false);
        void client.invalidateQueries({ queryKey: keys.all });
      }
    },
    [client, message, meanwhile, words, fail, t],
  );
}

function outcome(answer: unknown): { done: Order[]; refused: Many['refused']; warnings: string[] } {
  const many = answer as Partial<Many>;
  if (many?.done && many.refused)
    return {
      done: many.done.map(({ order }) => order),
      refused: many.refused,
      warnings: [...new Set(many.done.flatMap(({ warnings }) => warnings))],
    };
  const one = answer as Partial<Done> | undefined;
  return one?.order
    ? { done: [one.order], refused: [], warnings: one.warnings ?? [] }
    : { done: [], refused: [], warnings: [] };
}
