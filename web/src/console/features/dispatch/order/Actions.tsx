import { useOffline } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AppointmentDialog } from '../AppointmentDialog';
import { AssignDialog } from '../AssignDialog';
import { act, type WholeOrder } from '../api';
import { PlaceDialog } from '../PlaceDialog';
import { ReasonDialog } from '../ReasonDialog';
import { usePending, useStep } from '../useStep';
import styles from './order.module.css';

const reasoned = ['return', 'suspend', 'cancel', 'reopen'] as const;
type Reasoned = (typeof reasoned)[number];

/** What a dispatcher can do with the order as it stands; the server's state table says what that is. */
export function Actions({ order }: { order: WholeOrder }) {
  const { t } = useTranslation('dispatch');
  const offline = useOffline();
  const step = useStep();
  const isPending = usePending(({ ids }) => ids.has(order.work_order_id));
  const [dialog, setDialog] = useState<'assign' | 'place' | 'book' | Reasoned | null>(null);
  const close = () => setDialog(null);
  const can = (action: string) => order.actions.includes(action);
  const said = (action: 'hasten' | 'resume' | Reasoned) =>
    t('done.one', { order: order.order_no, action: t(`action.${action}`) });
  const blocked = {
    size: 'small' as const,
    disabled: offline !== null || isPending,
    title: offline ?? undefined,
  };
  if (order.actions.length === 0) return null;

  return (
    <div className={styles.actions} aria-busy={isPending}>
      {can('assign') && (
        <Button {...blocked} type="primary" onClick={() => setDialog('assign')} data-testid="order-assign">
          {t('assign.open')}
        </Button>
      )}
      {can('place') && (
        <Button {...blocked} onClick={() => setDialog('place')} data-testid="order-place">
          {t(order.area_id === null ? 'action.place' : 'action.replace')}
        </Button>
      )}
      {can('book') && (
        <Button {...blocked} onClick={() => setDialog('book')} data-testid="order-book">
          {t(order.appointment_from ? 'action.rebook' : 'action.book')}
        </Button>
      )}
      {(['hasten', 'resume'] as const).filter(can).map((action) => (
        <Button
          {...blocked}
          key={action}
          onClick={() => void step([order], () => act(order, { action }), said(action))}
          data-testid={`order-${action}`}
        >
          {t(`action.${action}`)}
        </Button>
      ))}
      {reasoned.filter(can).map((action) => (
        <Button
          {...blocked}
          key={action}
          danger={action === 'cancel'}
          onClick={() => setDialog(action)}
          data-testid={`order-${action}`}
        >
          {t(`action.${action}`)}
        </Button>
      ))}
      {dialog === 'assign' && <AssignDialog orders={[order]} onClose={close} onDone={close} />}
      {dialog === 'place' && <PlaceDialog order={order} onClose={close} />}
      {dialog === 'book' && <AppointmentDialog order={order} onClose={close} />}
      {reasoned.map(
        (action) =>
          dialog === action && (
            <ReasonDialog
              key={action}
              title={t('reason.title', { action: t(`action.${action}`), order: order.order_no })}
              label={t(`reason.${action}`)}
              okText={t(`action.${action}`)}
              isDanger={action === 'cancel'}
              onClose={close}
              onOk={(reason) => step([order], () => act(order, { action, reason }), said(action))}
            />
          ),
      )}
    </div>
  );
}
