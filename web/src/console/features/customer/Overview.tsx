import type { Pop } from '@shared/rt/events';
import { PanelBoundary } from '@shared/ui/states';
import { useDeferredValue } from 'react';
import { Billing } from './Billing';
import styles from './customer.module.css';
import { OpenWorkList } from './OpenWorkList';
import { Products } from './Products';
import { Timeline } from './Timeline';

/** What an agent has to know at the first glance; all of it comes with the pop. Ribbons and warnings go above. */
export function Overview({ customer }: { customer: Pop }) {
  const deferred = useDeferredValue(customer);
  return (
    <div className={styles.columns}>
      <PanelBoundary>
        <div>
          <Billing customer={customer} />
          <OpenWorkList customer={customer} />
          <Products products={customer.products} />
        </div>
      </PanelBoundary>
      <PanelBoundary>
        <Timeline key={deferred.customer_id} customer={deferred} />
      </PanelBoundary>
    </div>
  );
}
