import { Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { merge, type Order } from './api';
import styles from './dialogs.module.css';
import { useStep } from './useStep';

const okId = { 'data-testid': 'merge-ok' };

interface MergeDialogProps {
  orders: Order[];
  onClose: () => void;
  onDone: () => void;
}

/** Let one of several orders do what all of them ask for: the oldest, unless another is chosen. */
export function MergeDialog({ orders, onClose, onDone }: MergeDialogProps) {
  const { t } = useTranslation(['dispatch', 'ui']);
  const step = useStep();
  const sorted = orders.toSorted((a, b) => a.opened_at.localeCompare(b.opened_at));
  const [keptId, keep] = useState(sorted[0]?.work_order_id);
  const [isBusy, setBusy] = useState(false);
  const isScattered = new Set(orders.map(({ address }) => address)).size > 1;

  const submit = async () => {
    const kept = orders.find(({ work_order_id }) => work_order_id === keptId);
    if (!kept) return;
    const others = orders.filter((order) => order !== kept);
    setBusy(true);
    const said = t('done.merged', { count: others.length, order: kept.order_no });
    const isDone = await step(orders, () => merge(kept, others), said);
    setBusy(false);
    if (isDone) onDone();
    onClose();
  };

  return (
    <Modal
      open
      width={520}
      title={t('merge.title', { count: orders.length })}
      okText={t('merge.ok')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, loading: isBusy }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <p>{t('merge.hint')}</p>
      {isScattered && (
        <p role="alert" className={styles.warn}>
          {t('merge.scattered')}
        </p>
      )}
      <Radio.Group
        className={styles.choices}
        aria-label={t('merge.keep')}
        value={keptId}
        onChange={(event) => keep(event.target.value)}
      >
        {sorted.map((order) => (
          <Radio key={order.work_order_id} value={order.work_order_id}>
            <b>{order.order_no}</b> {order.address}
          </Radio>
        ))}
      </Radio.Group>
    </Modal>
  );
}
