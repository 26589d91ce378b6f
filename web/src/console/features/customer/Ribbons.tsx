import { ThunderboltOutlined, WarningOutlined } from '@ant-design/icons';
import { useLanguage, useText } from '@shared/i18n';
import type { EarlierFault, Pop, Situation } from '@shared/rt/events';
import { fullTime, shortTime } from '@shared/ui/format';
import { Pill } from '@shared/ui/Pill';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ItemLink } from './ItemLink';
import styles from './situation.module.css';
import { toneOf } from './tones';
import { useSituation } from './useSituation';

/** What an agent has to say or to know before anything else: outages at the customer's place, faults that come again. */
export function Ribbons({ customer }: { customer: Pop }) {
  const { t } = useTranslation('customer');
  const text = useText();
  const language = useLanguage();
  const { outages, repeat } = useSituation(customer).situation;
  return (
    <>
      {outages.length > 0 && (
        <ul className={styles.outages} aria-label={t('outage.label')} data-testid="outage-ribbon">
          {outages.map((outage) => (
            <li key={outage.outage_id}>
              <ThunderboltOutlined aria-hidden />
              <b>{t('outage.in', { area: text(outage.area) })}</b>
              <span className={styles.cause}>{text(outage.text)}</span>
              <span title={fullTime(outage.begins_at_ms, language)}>
                {t('outage.since', { time: shortTime(outage.begins_at_ms) })}
              </span>
              <b>
                {outage.expected_until_ms === null
                  ? t('outage.open')
                  : t('outage.until', { time: shortTime(outage.expected_until_ms) })}
              </b>
            </li>
          ))}
        </ul>
      )}
      {repeat && <RepeatWarning key={customer.customer_id} repeat={repeat} />}
    </>
  );
}

function RepeatWarning({ repeat }: { repeat: NonNullable<Situation['repeat']> }) {
  const { t } = useTranslation('customer');
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  return (
    <section className={styles.repeat} data-testid="repeat-warning">
      <div>
        <WarningOutlined aria-hidden />
        <b>{t('repeat.title', { days: repeat.days, count: repeat.faults.length })}</b>
        {repeat.product && <span>{t('repeat.product', { product: repeat.product })}</span>}
        <button
          type="button"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          onClick={() => setOpen(!isOpen)}
          data-testid="repeat-earlier"
        >
          {t('repeat.earlier')}
        </button>
      </div>
      {isOpen && (
        <ul id={id}>
          {repeat.faults.map((fault) => (
            <Earlier key={fault.item_id} fault={fault} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Earlier({ fault }: { fault: EarlierFault }) {
  const { t } = useTranslation('customer');
  const text = useText();
  return (
    <li>
      <time dateTime={new Date(fault.at_ms).toISOString()}>{shortTime(fault.at_ms)}</time>
      <ItemLink item={fault} label={t(`opened.${fault.kind}`, { no: fault.no })}>
        {fault.no}
      </ItemLink>
      <span>{text(fault.subject)}</span>
      <Pill tone={toneOf(fault.kind, fault.state.code)}>{text(fault.state.text)}</Pill>
      <span className={styles.cause}>
        {[fault.order_no && t('repeat.order', { no: fault.order_no }), text(fault.result)]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </li>
  );
}
