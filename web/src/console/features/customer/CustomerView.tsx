import type { Pop } from '@shared/rt/events';
import { ScrollArea } from '@shared/ui/ScrollArea';
import { PanelBoundary } from '@shared/ui/states';
import { memo, useDeferredValue } from 'react';
import { Billing } from './Billing';
import { CustomerHead } from './CustomerHead';
import styles from './customer.module.css';
import { Products } from './Products';
import { Timeline } from './Timeline';

/** Everything about one customer: who he is first, the long lists a moment later. */
export const CustomerView = memo(function CustomerView({ customer }: { customer: Pop }) {
  const deferred = useDeferredValue(customer);
  return (
    <>
      <CustomerHead customer={customer} />
      <ScrollArea className={styles.body} label={customer.name || undefined}>
        <div className={styles.columns}>
          <PanelBoundary>
            <div>
              <Billing customer={customer} />
              <Products products={customer.products} />
            </div>
          </PanelBoundary>
          <PanelBoundary>
            <Timeline key={deferred.customer_id} customer={deferred} />
          </PanelBoundary>
        </div>
      </ScrollArea>
    </>
  );
});
