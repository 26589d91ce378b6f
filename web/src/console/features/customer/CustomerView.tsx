import type { Pop } from '@shared/rt/events';
import { ScrollArea } from '@shared/ui/ScrollArea';
import { PanelBoundary, Skeleton } from '@shared/ui/states';
import { useQueryClient } from '@tanstack/react-query';
import { lazy, memo, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { billsQuery, devicesQuery, paymentsQuery, productsQuery } from './api';
import { CustomerHead } from './CustomerHead';
import styles from './customer.module.css';
import { Overview } from './Overview';
import { Ribbons } from './Ribbons';
import { Timeline } from './Timeline';
import { panelId, TabStrip, tabId } from './tabs/TabStrip';

const loadBills = () => import('./tabs/BillsTab');
const loadDevices = () => import('./tabs/DevicesTab');
const loadProducts = () => import('./tabs/ProductsTab');
const BillsTab = lazy(loadBills);
const DevicesTab = lazy(loadDevices);
const ProductsTab = lazy(loadProducts);

const TABS = ['overview', 'products', 'bills', 'contacts', 'devices'] as const;
type Tab = (typeof TABS)[number];

/** Everything about one customer: who he is and the overview at once, each other tab when somebody looks for it. */
export const CustomerView = memo(function CustomerView({ customer }: { customer: Pop }) {
  const { t } = useTranslation('customer');
  const [chosen, choose] = useState<{ of: string; tab: Tab }>({ of: '', tab: 'overview' });
  const id = customer.customer_id;
  const tab = chosen.of === id ? chosen.tab : 'overview'; // another customer begins with his overview
  const peek = usePeek(id);
  return (
    <>
      <CustomerHead customer={customer} />
      <PanelBoundary>
        <Ribbons customer={customer} />
      </PanelBoundary>
      <TabStrip
        label={t('tabs.label')}
        tabs={TABS.map((key) => ({ key, label: t(`tabs.${key}`) }))}
        active={tab}
        onSelect={(key) => choose({ of: id, tab: key })}
        onPeek={peek}
      />
      <ScrollArea className={styles.body} label={customer.name || undefined}>
        <div
          role="tabpanel"
          id={panelId('overview')}
          aria-labelledby={tabId('overview')}
          hidden={tab !== 'overview'}
        >
          <Overview customer={customer} />
        </div>
        {tab !== 'overview' && (
          <div key={`${id} ${tab}`} role="tabpanel" id={panelId(tab)} aria-labelledby={tabId(tab)}>
            <PanelBoundary>
              <Suspense fallback={<Skeleton lines={6} />}>
                {tab === 'products' && <ProductsTab customer={customer} />}
                {tab === 'bills' && <BillsTab customerId={id} />}
                {tab === 'contacts' && <Timeline customer={customer} />}
                {tab === 'devices' && <DevicesTab customerId={id} />}
              </Suspense>
            </PanelBoundary>
          </div>
        )}
      </ScrollArea>
    </>
  );
});

/** Fetch a tab's code and what it shows as soon as the mouse or the focus comes near. */
function usePeek(id: string) {
  const queryClient = useQueryClient();
  return (tab: Tab) => {
    if (id === '') return;
    if (tab === 'products') {
      void loadProducts();
      void queryClient.prefetchQuery(productsQuery(id));
    } else if (tab === 'bills') {
      void loadBills();
      void queryClient.prefetchQuery(billsQuery(id, ''));
      void queryClient.prefetchQuery(paymentsQuery(id, ''));
    } else if (tab === 'devices') {
      void loadDevices();
      void queryClient.prefetchQuery(devicesQuery(id, ''));
    }
  };
}
