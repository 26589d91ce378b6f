import { useProblemMessage } from '@console/useProblemMessage';
import { calls } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import type { CallView } from '@shared/rt/events';
import { phoneNumber } from '@shared/ui/format';
import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { CustomerSearch } from './CustomerSearch';
import styles from './customer.module.css';
import { NewCustomer } from './NewCustomer';

/** Nobody is known by this number: find the customer, or enter a new one. */
export function UnknownCaller({ call }: { call: CallView }) {
  const { t } = useTranslation('customer');
  const say = useProblemMessage();
  const mayEdit = useCan('customer.edit');
  const number = call.direction === 'outbound' ? call.called : call.caller.number;
  const link = (id: string) => void calls.setCustomer(call.call_id, id).catch(say);
  const find = {
    key: 'find',
    label: t('find'),
    children: (
      <div className={styles.tab}>
        <CustomerSearch action={t('link')} onChoose={link} />
      </div>
    ),
  };
  const create = {
    key: 'create',
    label: t('create'),
    children: (
      <div className={styles.tab}>
        <NewCustomer phone={number} onCreated={link} />
      </div>
    ),
  };
  return (
    <>
      <header className={styles.plainHead}>
        <h2 data-testid="unknown-caller">
          {number ? t('unknown', { number: phoneNumber(number) }) : t('unknownWithheld')}
        </h2>
        <p>{t('unknownHint')}</p>
      </header>
      <div className={styles.unknown}>
        <Tabs size="small" items={mayEdit ? [find, create] : [find]} />
      </div>
    </>
  );
}
