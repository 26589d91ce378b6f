import { UserOutlined } from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { calls } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import type { CallView, Pop } from '@shared/rt/events';
import { useCall } from '@shared/rt/store';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { billingQuery, customerQuery } from './api';
import { ChooseCustomer } from './ChooseCustomer';
import { CustomerView } from './CustomerView';
import styles from './customer.module.css';
import { UnknownCaller } from './UnknownCaller';

/** The customer of the call, or the one that the agent has looked up. Mounted and blank between calls. */
export function CustomerPanel() {
  const { t } = useTranslation('customer');
  const panel = useRef<HTMLElement>(null);
  useHotkeys({ 'Alt+3': () => panel.current?.focus() });
  const call = useCall();
  const { customer: viewedId } = useSearch({ strict: false });
  const isOther = viewedId !== undefined && viewedId !== call?.customer?.customer_id;
  return (
    <section
      ref={panel}
      id="customer"
      tabIndex={-1}
      className={styles.panel}
      aria-label={t('label')}
      data-testid="customer-panel"
    >
      {isOther ? <LookedUp id={viewedId} call={call} /> : <OfCall call={call} />}
    </section>
  );
}

function OfCall({ call }: { call: CallView | null }) {
  const { t } = useTranslation('customer');
  const maySee = useCan('customer.view');
  if (call && !maySee) return <Empty icon={<UserOutlined />} title={t('notPermitted')} />;
  if (call && !call.customer && !call.monitoring) {
    return call.candidates.length > 0 ? (
      <ChooseCustomer call={call} />
    ) : (
      <UnknownCaller key={call.call_id} call={call} />
    );
  }
  return <CustomerView customer={call?.customer ?? blank} />;
}

function LookedUp({ id, call }: { id: string; call: CallView | null }) {
  const { t } = useTranslation('customer');
  const say = useProblemMessage();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(customerQuery(id));
  const { data: billing } = useQuery(billingQuery(id));
  const customer = useMemo(() => data && { ...data, billing: billing ?? data.billing }, [data, billing]);
  const back = () => void navigate({ to: '/', search: {} });
  const link = (linked: CallView) => calls.setCustomer(linked.call_id, id).then(back, say);
  return (
    <>
      <div className={styles.viewing}>
        <span>{t(call ? 'viewingOther' : 'viewing')}</span>
        {call && !call.customer && (
          <Button size="small" type="primary" onClick={() => void link(call)} data-testid="link-customer">
            {t('linkToCall')}
          </Button>
        )}
        <Button size="small" onClick={back} data-testid="close-customer">
          {t(call ? 'backToCall' : 'close')}
        </Button>
      </div>
      {customer && <CustomerView customer={customer} />}
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {!customer && !error && <Skeleton lines={8} />}
    </>
  );
}

/** Shown, hidden, while nobody calls: the first pop of the day is an update, and no earlier customer stays in the page. */
const blank: Pop = {
  customer_id: '',
  name: '',
  level: null,
  account_manager: null,
  tags: [],
  id_masked: null,
  phone_masked: null,
  address: null,
  account_no: null,
  since_on: null,
  products: [],
  billing: null,
  situation: { as_of_ms: 0, work: [], outages: [], repeat: null },
  timeline: [],
  timeline_before: null,
};
