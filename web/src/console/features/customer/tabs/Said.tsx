import { ProblemError } from '@shared/api/problem';
import { useLanguage } from '@shared/i18n';
import { fullTime, shortTime } from '@shared/ui/format';
import { Pill } from '@shared/ui/Pill';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { Select } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Statement } from '../api';
import styles from './tabs.module.css';

/** When the billing system said what is shown, and whether it has been silent since. */
export function AsOf({ atMs, isStale }: { atMs: number; isStale: boolean }) {
  const { t } = useTranslation('customer');
  const language = useLanguage();
  return (
    <span className={styles.asOf}>
      <span title={fullTime(atMs, language)}>{t('asOf', { time: shortTime(atMs) })}</span>
      {isStale && <Pill tone="warn">{t('billingStale')}</Pill>}
    </span>
  );
}

interface SaidProps<T extends Statement> {
  title: string;
  data: T | undefined;
  error: unknown;
  onRetry: () => void;
  actions?: ReactNode;
  children: (data: T) => ReactNode;
}

/** A section of what a billing system says: on its way, not to be had, not offered there, or as of when. */
export function Said<T extends Statement>({ title, data, error, onRetry, actions, children }: SaidProps<T>) {
  const { t } = useTranslation('customer');
  const isNotOffered = error instanceof ProblemError && error.code === 'billing-not-offered';
  return (
    <section className={styles.said} aria-label={title}>
      <header>
        <h3>{title}</h3>
        {data && <AsOf atMs={data.as_of_ms} isStale={data.is_stale} />}
        {!isNotOffered && <span className={styles.actions}>{actions}</span>}
      </header>
      {isNotOffered && <Empty title={t('notOffered')} hint={t('notOfferedHint')} />}
      {error !== null && !isNotOffered && <PanelError error={error} onRetry={onRetry} />}
      {!data && error === null && <Skeleton lines={6} />}
      {data && !isNotOffered && children(data)}
    </section>
  );
}

interface AccountChoiceProps {
  accounts: Statement['accounts'] | undefined;
  value: string;
  onChoose: (account: string) => void;
}

/** Which of a customer's accounts is shown; nothing to choose when he has one. */
export function AccountChoice({ accounts, value, onChoose }: AccountChoiceProps) {
  const { t } = useTranslation('customer');
  if (!accounts || accounts.length < 2) return null;
  return (
    <Select
      size="small"
      className={styles.account}
      aria-label={t('account')}
      value={value || accounts[0]?.account_no}
      options={accounts.map((each) => ({ value: each.account_no, label: `${each.account_no} ${each.name}` }))}
      onChange={onChoose}
    />
  );
}
