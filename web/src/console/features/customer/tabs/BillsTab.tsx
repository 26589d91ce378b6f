import { DownOutlined, RightOutlined } from '@ant-design/icons';
import { useLanguage, useText } from '@shared/i18n';
import { fullTime, money, shortTime } from '@shared/ui/format';
import { Pill, type Tone } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Bill, billsQuery, type Payment, paymentsQuery } from '../api';
import styles from '../customer.module.css';
import { AccountChoice, Said } from './Said';
import own from './tabs.module.css';

const billTones: Record<Bill['state'], Tone> = { settled: 'ok', open: 'warn', overdue: 'danger' };
const paymentTones: Record<Payment['status'], Tone> = {
  done: 'ok',
  pending: 'warn',
  failed: 'danger',
  refunded: 'plain',
};

/** The bills of twelve months with what stands on them, and what was paid. */
export default function BillsTab({ customerId }: { customerId: string }) {
  const { t } = useTranslation('customer');
  const [account, setAccount] = useState('');
  const bills = useQuery(billsQuery(customerId, account));
  const payments = useQuery(paymentsQuery(customerId, account));
  return (
    <div className={own.pair}>
      <Said
        title={t('bills.title')}
        data={bills.data}
        error={bills.error}
        onRetry={() => void bills.refetch()}
        actions={
          <AccountChoice
            accounts={bills.data?.accounts ?? payments.data?.accounts}
            value={account}
            onChoose={setAccount}
          />
        }
      >
        {(said) => <BillTable bills={said.bills} />}
      </Said>
      <Said
        title={t('payments.title')}
        data={payments.data}
        error={payments.error}
        onRetry={() => void payments.refetch()}
      >
        {(said) => <PaymentTable payments={said.payments} />}
      </Said>
    </div>
  );
}

function BillTable({ bills }: { bills: Bill[] }) {
  const { t } = useTranslation('customer');
  const language = useLanguage();
  const [open, setOpen] = useState<string | null>(null);
  if (bills.length === 0) return <Empty title={t('bills.none')} hint={t('bills.noneHint')} />;
  return (
    <table className={styles.table} data-testid="bills">
      <thead>
        <tr>
          <th scope="col">{t('bills.month')}</th>
          <th scope="col" className={styles.number}>
            {t('bills.total')}
          </th>
          <th scope="col" className={styles.number}>
            {t('bills.unpaid')}
          </th>
          <th scope="col">{t('bills.dueOn')}</th>
          <th scope="col">{t('status')}</th>
        </tr>
      </thead>
      <tbody>
        {bills.map((bill) => {
          const isOpen = open === bill.bill_no;
          const month = bill.month_on.slice(0, 7);
          return (
            <Fragment key={bill.bill_no}>
              <tr data-testid="bill">
                <td>
                  <button
                    type="button"
                    className={own.expand}
                    aria-expanded={isOpen}
                    aria-label={t('bills.linesOf', { month })}
                    onClick={() => setOpen(isOpen ? null : bill.bill_no)}
                  >
                    {isOpen ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />} {month}
                  </button>
                </td>
                <td className={styles.number}>{money(bill.total_minor, language)}</td>
                <td className={styles.number}>{money(bill.unpaid_minor, language)}</td>
                <td>{bill.due_on}</td>
                <td>
                  <Pill tone={billTones[bill.state]}>{t(`bills.${bill.state}`)}</Pill>
                </td>
              </tr>
              {isOpen && (
                <tr className={own.lines}>
                  <td colSpan={5}>
                    <BillLines bill={bill} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function BillLines({ bill }: { bill: Bill }) {
  const { t } = useTranslation('customer');
  const text = useText();
  const language = useLanguage();
  return (
    <dl data-testid="bill-lines">
      <div>
        <dt>{t('bills.no')}</dt>
        <dd>{bill.bill_no}</dd>
      </div>
      {bill.lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bill may name the same thing twice, and never changes
        <div key={index}>
          <dt>{text(line.name)}</dt>
          <dd>{money(line.amount_minor, language)}</dd>
        </div>
      ))}
    </dl>
  );
}

function PaymentTable({ payments }: { payments: Payment[] }) {
  const { t } = useTranslation('customer');
  const language = useLanguage();
  if (payments.length === 0) return <Empty title={t('payments.none')} hint={t('payments.noneHint')} />;
  return (
    <table className={styles.table} data-testid="payments">
      <thead>
        <tr>
          <th scope="col">{t('payments.paidAt')}</th>
          <th scope="col" className={styles.number}>
            {t('payments.amount')}
          </th>
          <th scope="col">{t('payments.method')}</th>
          <th scope="col">{t('status')}</th>
        </tr>
      </thead>
      <tbody>
        {payments.map((payment) => (
          <tr key={payment.payment_no} title={payment.payment_no}>
            <td title={fullTime(payment.paid_at_ms, language)}>
              {new Date(payment.paid_at_ms).getFullYear()}-{shortTime(payment.paid_at_ms)}
            </td>
            <td className={styles.number}>{money(payment.amount_minor, language)}</td>
            <td>{t(`payments.by.${payment.method}`)}</td>
            <td>
              <Pill tone={paymentTones[payment.status]}>{t(`payments.is.${payment.status}`)}</Pill>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
