import { useOffline } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AssignDialog } from './AssignDialog';
import { act, type Order } from './api';
import styles from './list.module.css';
import { MergeDialog } from './MergeDialog';
import { ReasonDialog } from './ReasonDialog';
import { useStep } from './useStep';

interface BulkBarProps {
  orders: Order[];
  onClear: () => void;
  onKeep: (ids: string[]) => void;
}

/** What can be done with the orders that are selected; those that are refused stay selected. */
export function BulkBar({ orders, onClear, onKeep }: BulkBarProps) {
  const { t } = useTranslation('dispatch');
  const offline = useOffline();
  const step = useStep();
  const [dialog, setDialog] = useState<'assign' | 'merge' | 'return' | null>(null);
  if (orders.length === 0) return null;
  const close = () => setDialog(null);

  const each = async (action: 'hasten' | 'return', reason: string) => {
    const left: string[] = [];
    for (const order of orders) {
      const said = t('done.one', { order: order.order_no, action: t(`action.${action}`) });
      if (!(await step([order], () => act(order, { action, reason }), said))) left.push(order.work_order_id);
    }
    onKeep(left);
  };

  return (
    // biome-ignore lint/a11y/useSemanticElements: no fieldset, these are not form fields
    <div className={styles.bulk} role="group" aria-label={t('bulk.label')} data-testid="bulk">
      <b role="status">{t('bulk.count', { count: orders.length })}</b>
      <Button
        type="primary"
        size="small"
        disabled={offline !== null}
        title={offline ?? undefined}
        onClick={() => setDialog('assign')}
        data-testid="bulk-assign"
      >
        {t('bulk.assign')}
      </Button>
      <Button
        size="small"
        disabled={offline !== null || orders.length < 2}
        onClick={() => setDialog('merge')}
        data-testid="bulk-merge"
      >
        {t('bulk.merge')}
      </Button>
      <Button
        size="small"
        disabled={offline !== null}
        onClick={() => void each('hasten', '')}
        data-testid="bulk-hasten"
      >
        {t('action.hasten')}
      </Button>
      <Button
        size="small"
        disabled={offline !== null}
        onClick={() => setDialog('return')}
        data-testid="bulk-return"
      >
        {t('bulk.return')}
      </Button>
      <Button size="small" type="text" onClick={onClear}>
        {t('bulk.clear')}
      </Button>
      {dialog === 'assign' && <AssignDialog orders={orders} onClose={close} onDone={onKeep} />}
      {dialog === 'merge' && <MergeDialog orders={orders} onClose={close} onDone={onClear} />}
      {dialog === 'return' && (
        <ReasonDialog
          title={t('bulk.returnTitle', { count: orders.length })}
          label={t('reason.return')}
          okText={t('bulk.return')}
          onClose={close}
          onOk={(reason) => each('return', reason)}
        />
      )}
    </div>
  );
}
