import { useProblemText } from '@shared/api/useProblemText';
import { areasQuery, settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import type { Text } from '@shared/rt/events';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Checkbox, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLeaveGuard } from '../routing/useLeaveGuard';
import { keys, type NewOrder, openOrder } from './api';
import { Customer } from './Customer';
import styles from './newOrder.module.css';
import { useOrderWords } from './words';

const okId = { 'data-testid': 'new-order-ok', htmlType: 'submit', form: 'new-order' } as const;

interface NewOrderDialogProps {
  onClose: () => void;
  /** It is there; show it. */
  onOpened: (orderId: string) => void;
}

/** Open an order by hand: for what no customer has reported. Sent twice, it is one order all the same. */
export function NewOrderDialog({ onClose, onOpened }: NewOrderDialogProps) {
  const { t } = useTranslation(['dispatch', 'ui']);
  const client = useQueryClient();
  const problem = useProblemText();
  const offline = useOffline();
  const words = useOrderWords();
  const { message } = App.useApp();
  const { data: settings } = useQuery(settingsQuery);
  const [key] = useState(() => crypto.randomUUID());
  const [draft, setDraft] = useState<Partial<NewOrder>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const mayLeave = useLeaveGuard(Object.keys(draft).length > 0 && !isBusy);
  const mayFind = useCan('customer.view');
  const set = (part: Partial<NewOrder>) => setDraft((before) => ({ ...before, ...part }));
  const type_code = draft.type_code ?? settings?.types.find(({ is_active }) => is_active)?.code ?? '';
  const severities = settings?.severities.filter(({ is_active }) => is_active) ?? [];
  const calmest = severities.toSorted((one, other) => other.within_min - one.within_min)[0];
  const severity_code = draft.severity_code ?? calmest?.code ?? '';
  const address = draft.address?.trim() ?? '';
  const isReady = type_code !== '' && severity_code !== '' && address !== '' && !isBusy && offline === null;

  const submit = async () => {
    if (!isReady) return;
    setBusy(true);
    setFailure(null);
    try {
      const { order, warnings } = await openOrder({ ...draft, type_code, severity_code, address, key });
      for (const caution of warnings) void message.warning(words.caution(caution), 6);
      void message.success(t('done.opened', { order: order.order_no }));
      void client.invalidateQueries({ queryKey: keys.all });
      onOpened(order.work_order_id);
    } catch (error) {
      setFailure(problem(error));
      setBusy(false);
    }
  };

  return (
    <Modal
      open
      width={680}
      title={t('new.title')}
      okText={t('new.ok')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, disabled: !isReady, loading: isBusy }}
      onCancel={() => void mayLeave().then((may) => may && onClose())}
    >
      {failure && <Alert type="error" showIcon title={failure} />}
      {mayFind && <Customer customerId={draft.customer_id ?? null} onChange={set} />}
      <Form
        data-popups
        id="new-order"
        layout="vertical"
        className={styles.form}
        requiredMark={false}
        onFinish={() => void submit()}
      >
        <What draft={{ ...draft, type_code, severity_code }} set={set} />
        <div className={styles.columns}>
          <Form.Item label={t('new.contact')} htmlFor="new-contact">
            <Input
              id="new-contact"
              value={draft.contact_name ?? ''}
              maxLength={100}
              onChange={(event) => set({ contact_name: event.target.value })}
            />
          </Form.Item>
          <Form.Item
            label={t('new.phone')}
            htmlFor="new-phone"
            extra={draft.customer_id ? t('new.phoneHint') : undefined}
          >
            <Input
              id="new-phone"
              value={draft.contact_phone ?? ''}
              inputMode="tel"
              maxLength={30}
              onChange={(event) => set({ contact_phone: event.target.value })}
            />
          </Form.Item>
        </div>
        <Form.Item label={t('new.description')} htmlFor="new-description">
          <Input.TextArea
            id="new-description"
            value={draft.description ?? ''}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 5 }}
            onChange={(event) => set({ description: event.target.value })}
          />
        </Form.Item>
        <Checkbox
          checked={draft.is_assigned_at_once ?? false}
          onChange={(event) => set({ is_assigned_at_once: event.target.checked })}
        >
          {t('new.atOnce')}
        </Checkbox>
      </Form>
    </Modal>
  );
}

interface WhatProps {
  draft: Partial<NewOrder>;
  set: (part: Partial<NewOrder>) => void;
}

/** What is to be done, how soon, and where. */
function What({ draft, set }: WhatProps) {
  const { t } = useTranslation('dispatch');
  const text = useText();
  const { data: settings } = useQuery(settingsQuery);
  const { data: areas } = useQuery(areasQuery);
  const choices = (list: { code: string; text: Text; is_active: boolean }[] = []) =>
    list
      .filter(({ is_active }) => is_active)
      .map(({ code, text: name }) => ({ value: code, label: text(name) }));
  return (
    <>
      <div className={styles.columns}>
        <Form.Item label={t('filter.type')} htmlFor="new-type">
          <Select
            id="new-type"
            value={draft.type_code ?? ''}
            options={choices(settings?.types)}
            onChange={(type_code) => set({ type_code })}
          />
        </Form.Item>
        <Form.Item label={t('new.severity')} htmlFor="new-severity">
          <Select
            id="new-severity"
            value={draft.severity_code ?? ''}
            options={choices(settings?.severities)}
            onChange={(severity_code) => set({ severity_code })}
          />
        </Form.Item>
        <Form.Item label={t('filter.area')} htmlFor="new-area">
          <Select
            id="new-area"
            value={draft.area_id ?? ''}
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: '', label: t('new.byAddress') },
              ...(areas?.map((each) => ({ value: each.area_id, label: text(each.text) })) ?? []),
            ]}
            onChange={(area_id) => set({ area_id: area_id || null })}
          />
        </Form.Item>
      </div>
      <Form.Item label={t('new.address')} htmlFor="new-address">
        <Input
          id="new-address"
          value={draft.address ?? ''}
          maxLength={200}
          autoFocus
          onChange={(event) => set({ address: event.target.value })}
        />
      </Form.Item>
    </>
  );
}
