import { customerQuery } from '@console/features/customer/api';
import { CustomerSearch } from '@console/features/customer/CustomerSearch';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { NewOrder } from './api';
import styles from './newOrder.module.css';

interface CustomerProps {
  customerId: string | null;
  onChange: (part: Partial<NewOrder>) => void;
}

/** For whom, if it is for a customer: his name and address are filled in, and may be changed. */
export function Customer({ customerId, onChange }: CustomerProps) {
  const { t } = useTranslation('dispatch');
  const client = useQueryClient();
  const [wanted, setWanted] = useState<string | null>(null);
  const [name, setName] = useState('');
  const [error, setError] = useState<unknown>(null);

  const choose = async (id: string) => {
    setWanted(id);
    setError(null);
    try {
      const file = await client.fetchQuery(customerQuery(id));
      setName(file.name);
      onChange({
        customer_id: id,
        contact_name: file.name,
        ...(file.address ? { address: file.address } : {}),
      });
    } catch (failed) {
      setError(failed);
    }
  };

  if (customerId)
    return (
      <div className={styles.customer} data-testid="new-order-customer">
        {t('new.for', { name })}
        <Button size="small" onClick={() => onChange({ customer_id: null })}>
          {t('new.another')}
        </Button>
      </div>
    );
  return (
    <section className={styles.find} aria-label={t('new.customer')}>
      <CustomerSearch action={t('new.choose')} onChoose={(id) => void choose(id)} />
      {error !== null && <PanelError error={error} onRetry={() => void choose(wanted ?? '')} />}
      {wanted && error === null && <Skeleton lines={1} />}
    </section>
  );
}
