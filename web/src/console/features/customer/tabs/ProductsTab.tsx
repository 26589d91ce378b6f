import type { Pop } from '@shared/rt/events';
import { PanelError } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { productsQuery } from '../api';
import { Products } from '../Products';
import { AsOf } from './Said';
import own from './tabs.module.css';

/** The products, with their live state as soon as the billing system tells it. */
export default function ProductsTab({ customer }: { customer: Pop }) {
  const { t } = useTranslation('customer');
  const { data, error, refetch } = useQuery(productsQuery(customer.customer_id));
  return (
    <>
      <Products products={data?.products ?? customer.products} />
      {data && (
        <p className={own.note}>
          {data.as_of_ms === null ? (
            t('productsNotLive')
          ) : (
            <AsOf atMs={data.as_of_ms} isStale={data.is_stale} />
          )}
        </p>
      )}
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
    </>
  );
}
