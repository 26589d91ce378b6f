import { CloseOutlined } from '@ant-design/icons';
import { useCan } from '@shared/perm/Can';
import { Pill } from '@shared/ui/Pill';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { orderQuery } from '../api';
import { OrderTags } from '../OrderTags';
import { SlaClock } from '../SlaClock';
import { toneOfState, useOrderWords } from '../words';
import { Actions } from './Actions';
import { Conflicts } from './Conflicts';
import { Facts } from './Facts';
import { Outcome } from './Outcome';
import styles from './order.module.css';
import { Photos } from './Photos';
import { Relations } from './Relations';
import { Suggestions } from './Suggestions';
import { Timeline } from './Timeline';

interface OrderPanelProps {
  orderId: string;
  onOpen: (orderId: string) => void;
  onClose: () => void;
}

/** One order with all that belongs to it, and what can be done with it now. */
export function OrderPanel({ orderId, onOpen, onClose }: OrderPanelProps) {
  const { t } = useTranslation(['dispatch', 'ui']);
  const words = useOrderWords();
  const mayDispatch = useCan('workorder.dispatch');
  const { data: order, error, refetch } = useQuery(orderQuery(orderId));
  const isOpen = order && !order.is_final;
  return (
    <section className={styles.panel} aria-label={t('order.label')} data-testid="order-panel">
      <header className={styles.head}>
        <h2>{order ? order.order_no : t('order.label')}</h2>
        {order && <Pill tone={toneOfState(order.state)}>{words.state(order)}</Pill>}
        {order && <SlaClock order={order} />}
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined />}
          aria-label={t('ui:close')}
          onClick={onClose}
          data-testid="order-close"
        />
      </header>
      <div className={styles.body}>
        {error && !order && <PanelError error={error} onRetry={() => void refetch()} />}
        {!order && !error && <Skeleton lines={10} />}
        {order && (
          <>
            <OrderTags order={order} />
            {mayDispatch && <Actions order={order} />}
            <Conflicts order={order} mayResolve={mayDispatch} />
            <Facts order={order} />
            {isOpen && <Suggestions order={order} mayAssign={mayDispatch} />}
            <Outcome order={order} />
            <Photos order={order} />
            <Relations order={order} mayMerge={mayDispatch} onOpen={onOpen} />
            <Timeline order={order} />
          </>
        )}
      </div>
    </section>
  );
}
