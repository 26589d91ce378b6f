import { useCan } from '@shared/perm/Can';
import { phoneNumber, shortTime } from '@shared/ui/format';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeOrder } from '../api';
import { clockTime } from '../days';
import { useOrderWords } from '../words';
import styles from './order.module.css';

const time = (at: string | null) => (at ? shortTime(Date.parse(at)) : null);

/** What is to be done, where, for whom, by when, by whom. */
export function Facts({ order }: { order: WholeOrder }) {
  const { t } = useTranslation('dispatch');
  const words = useOrderWords();
  const maySeeCustomer = useCan('customer.view');
  const rows: [string, ReactNode][] = [
    [t('fact.type'), `${words.type(order.type_code)} · ${words.severity(order.severity_code)}`],
    [t('fact.product'), order.product],
    [
      t('fact.address'),
      <>
        {order.address}
        {order.is_address_vague && <em> {t('fact.vague')}</em>}
      </>,
    ],
    [t('fact.area'), words.area(order) || <em>{t('noArea')}</em>],
    [
      t('fact.contact'),
      <>
        {order.contact_name} {phoneNumber(order.contact_phone)}{' '}
        {order.customer_id && maySeeCustomer && (
          <Link to="/" search={{ customer: order.customer_id }} className={styles.link}>
            {t('fact.customer')}
          </Link>
        )}
      </>,
    ],
    [t('fact.description'), order.description],
    [t('fact.holder'), words.holder(order) || <em>{t('nobody')}</em>],
    [t('fact.opened'), time(order.opened_at)],
    [t('fact.due'), time(order.due_at)],
    [
      t('fact.appointment'),
      order.appointment_from &&
        order.appointment_to &&
        `${time(order.appointment_from)}–${clockTime(order.appointment_to)}`,
    ],
    [t('fact.reason'), order.reason],
  ];
  return (
    <dl className={styles.facts}>
      {rows
        .filter(([, value]) => value)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
