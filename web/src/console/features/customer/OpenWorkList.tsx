import { FileTextOutlined, ToolOutlined } from '@ant-design/icons';
import { DueClock } from '@console/features/tickets/handling/DueClock';
import { useText } from '@shared/i18n';
import { serverNow } from '@shared/rt/clock';
import type { OpenWork, Pop } from '@shared/rt/events';
import { shortTime } from '@shared/ui/format';
import { Pill } from '@shared/ui/Pill';
import { useTranslation } from 'react-i18next';
import styles from './customer.module.css';
import { ItemLink } from './ItemLink';
import own from './situation.module.css';
import { toneOf } from './tones';
import { useSituation } from './useSituation';

const isOverdue = (work: OpenWork) => !work.is_waiting && work.due_at_ms <= serverNow();

/** The customer's open tickets and work orders with their deadlines, the most pressing first. */
export function OpenWorkList({ customer }: { customer: Pop }) {
  const { t } = useTranslation('customer');
  const { situation, isStale } = useSituation(customer);
  const { work } = situation;
  const overdue = work.filter(isOverdue).length;
  return (
    <section aria-label={t('work.title')} data-testid="open-work">
      <h3 className={`${styles.section} ${own.title}`}>
        {t('work.title')}
        {work.length > 0 && <Pill>{work.length}</Pill>}
        {overdue > 0 && <Pill tone="danger">{t('work.overdue', { count: overdue })}</Pill>}
      </h3>
      {isStale && <p className={own.stale}>{t('work.stale')}</p>}
      {work.length === 0 && customer.customer_id && <p className={styles.none}>{t('work.none')}</p>}
      <ul className={own.work}>
        {work.map((each) => (
          <Line key={each.item_id} work={each} />
        ))}
      </ul>
    </section>
  );
}

function Line({ work }: { work: OpenWork }) {
  const { t } = useTranslation('customer');
  const text = useText();
  const facts = [
    t('work.since', { time: shortTime(work.at_ms) }),
    text(work.unit),
    work.appointment_at_ms !== null && t('work.appointment', { time: shortTime(work.appointment_at_ms) }),
  ].filter(Boolean);
  return (
    <li data-overdue={isOverdue(work)} data-testid={`open-${work.kind}`}>
      <span className={own.icon} aria-hidden>
        {work.kind === 'ticket' ? <FileTextOutlined /> : <ToolOutlined />}
      </span>
      <div>
        <div className={own.what}>
          <span>{text(work.title)}</span>
          <ItemLink item={work} label={t(`opened.${work.kind}`, { no: work.no })}>
            {work.no}
          </ItemLink>
          <b>{text(work.subject)}</b>
          <Pill tone={toneOf(work.kind, work.state.code)}>{text(work.state.text)}</Pill>
        </div>
        <div className={styles.detail}>{facts.join(' · ')}</div>
      </div>
      <span className={own.due}>
        {work.is_waiting ? t('work.waiting') : <DueClock dueAt={new Date(work.due_at_ms).toISOString()} />}
      </span>
    </li>
  );
}
