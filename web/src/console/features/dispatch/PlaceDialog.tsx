import { areasQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { PanelError } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Form, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { act, type Order } from './api';
import styles from './dialogs.module.css';
import { useStep } from './useStep';

const okId = { 'data-testid': 'place-ok', htmlType: 'submit', form: 'place-form' } as const;

/** Say in which area an order is, when its address does not tell, or tells wrongly. */
export function PlaceDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const { t } = useTranslation(['dispatch', 'ui']);
  const text = useText();
  const step = useStep();
  const areas = useQuery(areasQuery);
  const [area, choose] = useState(order.area_id);
  const [isBusy, setBusy] = useState(false);
  const isReady = area !== null && area !== order.area_id && !isBusy;

  const submit = async () => {
    if (!isReady) return;
    setBusy(true);
    const name = text(areas.data?.find(({ area_id }) => area_id === area)?.text);
    const said = t('done.placed', { order: order.order_no, area: name });
    await step([order], () => act(order, { action: 'place', area_id: area }), said);
    onClose();
  };

  return (
    <Modal
      open
      width={460}
      title={t('place.title', { order: order.order_no })}
      okText={t('place.ok')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, disabled: !isReady, loading: isBusy }}
      onCancel={onClose}
    >
      {areas.error && !areas.data && <PanelError error={areas.error} onRetry={() => void areas.refetch()} />}
      <Form
        data-popups
        id="place-form"
        layout="vertical"
        className={styles.form}
        onFinish={() => void submit()}
      >
        <p>{order.address}</p>
        <Form.Item label={t('place.area')} htmlFor="place-area" extra={t('place.hint')}>
          <Select
            id="place-area"
            value={area}
            autoFocus
            showSearch={{ optionFilterProp: 'label' }}
            options={areas.data?.map((each) => ({ value: each.area_id, label: text(each.text) })) ?? []}
            onChange={choose}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
