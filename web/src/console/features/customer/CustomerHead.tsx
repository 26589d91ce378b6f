import { useProblemMessage } from '@console/useProblemMessage';
import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import type { Pop } from '@shared/rt/events';
import { Pill } from '@shared/ui/Pill';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { reveal } from './api';
import styles from './customer.module.css';

const StandingEditor = lazy(() => import('./StandingEditor'));

export function CustomerHead({ customer }: { customer: Pop }) {
  const { t } = useTranslation('customer');
  const text = useText();
  const mayEdit = useCan('customer.edit');
  const [edited, edit] = useState<string | null>(null);
  const manager = customer.account_manager;
  return (
    <header className={styles.head}>
      <span className={styles.avatar} aria-hidden>
        {customer.name[0]}
      </span>
      <div className={styles.who}>
        <h2>
          <span data-testid="customer-name">{customer.name}</span>
          {customer.level && <Pill tone="warn">{text(customer.level.text)}</Pill>}
          {customer.tags.map((tag) => (
            <Pill key={tag['zh-CN']}>{text(tag)}</Pill>
          ))}
        </h2>
        <dl className={styles.facts}>
          <Fact name={t('account')} value={customer.account_no} />
          <Fact
            name={t('phone')}
            value={customer.phone_masked}
            hidden={{ id: customer.customer_id, field: 'phone' }}
          />
          <Fact
            name={t('idCard')}
            value={customer.id_masked}
            hidden={{ id: customer.customer_id, field: 'id_card' }}
          />
          <Fact name={t('address')} value={customer.address} />
          <Fact name={t('accountManager')} value={manager && `${manager.name} ${manager.number}`} />
        </dl>
      </div>
      {mayEdit && customer.customer_id && (
        <Button size="small" onClick={() => edit(customer.customer_id)} data-testid="edit-standing">
          {t('standing.edit')}
        </Button>
      )}
      {edited !== null && edited === customer.customer_id && (
        <Suspense>
          <StandingEditor customerId={edited} onClose={() => edit(null)} />
        </Suspense>
      )}
    </header>
  );
}

interface FactProps {
  name: string;
  value: string | null;
  /** Where the whole value can be asked for; every look is audited. */
  hidden?: { id: string; field: 'phone' | 'id_card' };
}

function Fact({ name, value, hidden }: FactProps) {
  const { t } = useTranslation('customer');
  const say = useProblemMessage();
  const maySee = useCan('customer.pii.view');
  const [shown, setShown] = useState<{ of: string; value: string } | null>(null);
  if (!value) return null;
  const isMasked = value.includes('*');
  const whole = shown && shown.of === hidden?.id ? shown.value : null;
  const show = () => {
    if (!hidden) return;
    reveal(hidden.id, hidden.field).then((answer) => setShown({ of: hidden.id, value: answer.value }), say);
  };
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {whole ?? value}
        {isMasked && !whole && hidden && maySee && (
          <button type="button" className={styles.reveal} onClick={show} aria-label={t('reveal', { name })}>
            {t('show')}
          </button>
        )}
      </dd>
    </div>
  );
}
