import { useLanguage } from '@shared/i18n';
import { serverNow } from '@shared/rt/clock';
import { useSeconds } from '@shared/ui/Clock';
import { fullTime } from '@shared/ui/format';
import { useTranslation } from 'react-i18next';
import type { Order } from './api';
import styles from './list.module.css';
import { bucketOf, spanOf } from './sla';

/** How long is left, in words and a colour; ticks by itself. */
export function SlaClock({ order }: { order: Order }) {
  const { t } = useTranslation('dispatch');
  const language = useLanguage();
  const due = Date.parse(order.due_at);
  useSeconds(() => serverNow() - due);
  const now = serverNow();
  const bucket = bucketOf(order, now);
  const until = t('sla.until', { time: fullTime(due, language) });
  if (bucket === null)
    return (
      <span className={styles.sla} data-bucket="over" title={until}>
        {t(order.closed_at !== null && Date.parse(order.closed_at) <= due ? 'sla.inTime' : 'sla.ended')}
      </span>
    );
  const { isOver, unit, big, small } = spanOf(due - now);
  const words = t(`span.${unit}`, { big, small });
  return (
    <span className={styles.sla} data-bucket={bucket} title={until}>
      {bucket === 'waiting' ? t('sla.waiting') : t(isOver ? 'sla.over' : 'sla.left', { span: words })}
    </span>
  );
}
