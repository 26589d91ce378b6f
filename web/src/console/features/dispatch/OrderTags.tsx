import { outagesQuery } from '@shared/api/workOrders';
import { shortTime } from '@shared/ui/format';
import { Pill } from '@shared/ui/Pill';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Order } from './api';
import styles from './list.module.css';

/** What is particular about an order, in a word each. */
export function OrderTags({ order }: { order: Order }) {
  const { t } = useTranslation('dispatch');
  const {
    repeat_of,
    repeat_count,
    outage_id,
    is_unaccepted,
    appointment_from,
    hastened_count,
    overdue_level,
  } = order;
  const { data: outages } = useQuery(outagesQuery);
  const isOut = outages?.some((each) => each.outage_id === outage_id && each.closed_at === null);
  return (
    <span className={styles.tags}>
      {overdue_level > 0 && !order.is_final && (
        <Pill tone="danger">{t('tag.level', { level: overdue_level })}</Pill>
      )}
      {is_unaccepted && !order.is_final && <Pill tone="danger">{t('tag.unaccepted')}</Pill>}
      {hastened_count > 0 && <Pill tone="warn">{t('tag.hastened', { count: hastened_count })}</Pill>}
      {repeat_of && <Pill tone="warn">{t('tag.repeat', { count: repeat_count })}</Pill>}
      {isOut && <Pill tone="warn">{t('tag.outage')}</Pill>}
      {appointment_from && <Pill>{t('tag.booked', { time: shortTime(Date.parse(appointment_from)) })}</Pill>}
    </span>
  );
}
