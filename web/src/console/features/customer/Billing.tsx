import { useLanguage } from '@shared/i18n';
import type { Pop } from '@shared/rt/events';
import { fullTime, money, shortTime } from '@shared/ui/format';
import { Pill } from '@shared/ui/Pill';
import { useTranslation } from 'react-i18next';
import styles from './customer.module.css';

/** What the billing system says, with the time it said so; a stale or missing answer is called that. */
export function Billing({ customer }: { customer: Pop }) {
  const { t } = useTranslation('customer');
  const language = useLanguage();
  const { billing } = customer;
  const amount = (minor: number | undefined) =>
    minor === undefined ? (
      '—'
    ) : (
      <>
        {money(minor, language)}
        <small>{t('currency')}</small>
      </>
    );
  return (
    <>
      <dl className={styles.stats}>
        <div data-bad={(billing?.balance_minor ?? 0) < 0}>
          <dt>
            {t('balance')} {(billing?.balance_minor ?? 0) < 0 && <Pill tone="danger">{t('arrears')}</Pill>}
          </dt>
          <dd data-testid="balance">{amount(billing?.balance_minor)}</dd>
        </div>
        <div>
          <dt>{t('due')}</dt>
          <dd>{amount(billing?.due_minor)}</dd>
        </div>
        <div>
          <dt>{t('productCount')}</dt>
          <dd>{customer.products.length}</dd>
        </div>
        <div>
          <dt>{t('since')}</dt>
          <dd>{customer.since_on?.slice(0, 7) ?? '—'}</dd>
        </div>
      </dl>
      <p className={styles.asOf}>
        {billing ? (
          <span title={fullTime(billing.as_of_ms, language)}>
            {t('billingAsOf', { time: shortTime(billing.as_of_ms) })}
          </span>
        ) : (
          customer.customer_id && t('billingMissing')
        )}
        {billing?.is_stale && <Pill tone="warn">{t('billingStale')}</Pill>}
      </p>
    </>
  );
}
