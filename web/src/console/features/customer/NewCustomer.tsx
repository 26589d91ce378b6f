import { useProblemMessage } from '@console/useProblemMessage';
import { ProblemError } from '@shared/api/problem';
import { useMe } from '@shared/api/session';
import { useLanguage } from '@shared/i18n';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { Button, Form, Input, Select } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CustomerDraft, createCustomer } from './api';
import styles from './customer.module.css';

/** Enter a new customer; the caller's number is filled in already. */
export function NewCustomer({ phone, onCreated }: { phone: string; onCreated: (id: string) => void }) {
  const { t } = useTranslation('customer');
  const language = useLanguage();
  const say = useProblemMessage();
  const networks = useMe()?.local_networks;
  const [form] = Form.useForm<CustomerDraft>();
  const [isBusy, setBusy] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useHotkeys({ 'Ctrl+Enter': () => box.current?.contains(document.activeElement) && form.submit() });

  const submit = async (draft: CustomerDraft) => {
    setBusy(true);
    try {
      onCreated((await createCustomer(draft)).customer_id);
    } catch (error) {
      if (error instanceof ProblemError && error.errors.length > 0) {
        form.setFields(
          error.errors.map(({ field }) => ({
            name: field as keyof CustomerDraft,
            errors: [t('fieldWrong')],
          })),
        );
        const first = error.errors[0]?.field;
        if (first) form.focusField(first as keyof CustomerDraft);
      } else say(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <div ref={box}>
      <Form<CustomerDraft>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ phone }}
        onFinish={(draft) => void submit(draft)}
        className={styles.newCustomer}
      >
        <Form.Item name="name" label={t('name')} rules={[{ required: true, message: t('nameMissing') }]}>
          <Input maxLength={100} data-testid="new-customer-name" />
        </Form.Item>
        <Form.Item name="phone" label={t('phone')} rules={[{ required: true, message: t('phoneMissing') }]}>
          <Input inputMode="tel" maxLength={32} />
        </Form.Item>
        {Array.isArray(networks) && networks.length > 0 && (
          <Form.Item name="local_network_id" label={t('localNetwork')}>
            <Select
              allowClear
              showSearch={{ optionFilterProp: 'label' }}
              options={networks.map((network) => ({
                value: network.id,
                label: language === 'en' ? network.name_en : network.name_zh,
              }))}
            />
          </Form.Item>
        )}
        <Form.Item name="address" label={t('address')} className={styles.wide}>
          <Input maxLength={300} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={isBusy} data-testid="new-customer-submit">
          {t('createAndLink')}
        </Button>
      </Form>
    </div>
  );
}
