import { Pill } from '@shared/ui/Pill';
import { useTranslation } from 'react-i18next';
import type { Ticket } from './api';
import styles from './handling.module.css';
import { useTicketWords } from './words';

/** What makes a ticket stand out, in words. */
export function Tags({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation('handling');
  const words = useTicketWords();
  const isUrgent = ticket.severity === 'urgent';
  return (
    <span className={styles.tags}>
      {isUrgent && <Pill tone="danger">{t('tag.urgent')}</Pill>}
      {ticket.is_unanswered && <Pill tone="danger">{t('tag.unanswered')}</Pill>}
      {ticket.is_reply_lost && <Pill tone="danger">{t('tag.lost')}</Pill>}
      {ticket.is_call_pending && ticket.state !== 'awaiting_call' && <Pill tone="warn">{t('tag.call')}</Pill>}
      {ticket.level > 0 && !ticket.is_final && <Pill tone="warn">{t('level', { level: ticket.level })}</Pill>}
      {ticket.reopened_count > 0 && (
        <Pill tone="warn">{t('tag.reopened', { count: ticket.reopened_count })}</Pill>
      )}
      {ticket.regulator_code && <Pill tone="brand">{words.regulator(ticket.regulator_code)}</Pill>}
      {ticket.is_order_open && <Pill>{t('tag.order')}</Pill>}
    </span>
  );
}
