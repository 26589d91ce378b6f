import { shortTime } from '@shared/ui/format';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Order, sameAddressQuery, type WholeOrder } from '../api';
import { MergeDialog } from '../MergeDialog';
import { useOrderWords } from '../words';
import styles from './order.module.css';

interface RelationsProps {
  order: WholeOrder;
  mayMerge: boolean;
  onOpen: (orderId: string) => void;
}

/** Other orders at the same place: what was merged into this one, what it repeats, what could be merged. */
export function Relations({ order, mayMerge, onOpen }: RelationsProps) {
  const { t } = useTranslation('dispatch');
  const words = useOrderWords();
  const { data: same = [] } = useQuery({
    ...sameAddressQuery(order.work_order_id),
    enabled: !order.is_final,
  });
  const [merged, merge] = useState<Order[] | null>(null);
  const others = same.filter(
    ({ work_order_id }) => !order.related.some((each) => each.work_order_id === work_order_id),
  );
  if (order.related.length === 0 && same.length === 0) return null;
  const entry = (id: string, number: string, note: string) => (
    <li key={id}>
      <button type="button" className={styles.open} onClick={() => onOpen(id)}>
        {number}
      </button>
      <span>{note}</span>
    </li>
  );
  return (
    <section className={styles.section} aria-labelledby="order-relations">
      <h3 id="order-relations">{t('related.title')}</h3>
      <ul className={styles.related}>
        {order.related.map(({ work_order_id, order_no, state, kind, opened_at }) =>
          entry(
            work_order_id,
            order_no,
            `${t(`related.${kind}`)} · ${words.state({ type_code: order.type_code, state })} · ${shortTime(Date.parse(opened_at))}`,
          ),
        )}
        {others.map((each) =>
          entry(each.work_order_id, each.order_no, `${t('related.same')} · ${words.state(each)}`),
        )}
      </ul>
      {mayMerge && same.length > 0 && (
        <Button size="small" onClick={() => merge([order, ...same])} data-testid="order-merge">
          {t('related.merge', { count: same.length })}
        </Button>
      )}
      {merged && <MergeDialog orders={merged} onClose={() => merge(null)} onDone={() => merge(null)} />}
    </section>
  );
}
