import { phoneNumber, shortTime } from '@shared/ui/format';
import { Pill, type Tone } from '@shared/ui/Pill';
import { useTranslation } from 'react-i18next';
import type { Reply, WholeTicket } from './api';
import styles from './handling.module.css';
import { useTicketWords } from './words';

const tones: Record<Reply['state'], Tone> = { pending: 'warn', sent: 'brand', given: 'ok', failed: 'danger' };

/** What was answered and whether it arrived, and all that happened. */
export function History({ ticket }: { ticket: WholeTicket }) {
  const { t } = useTranslation('handling');
  const words = useTicketWords();
  return (
    <>
      {ticket.replies.length > 0 && <h3>{t('replies')}</h3>}
      {ticket.replies.map((reply) => (
        <div key={reply.reply_id} className={styles.reply} data-testid="ticket-reply">
          <div className={styles.said}>
            <Pill tone={tones[reply.state]}>{t(`delivery.${reply.state}`)}</Pill>
            <span>
              {words.way(reply.by)} {phoneNumber(reply.recipient)}
            </span>
            <time dateTime={reply.at}>{shortTime(Date.parse(reply.at))}</time>
            <span>{reply.person}</span>
          </div>
          <p>{reply.text}</p>
        </div>
      ))}
      <h3>{t('history')}</h3>
      <ol className={styles.history} aria-label={t('history')} data-testid="ticket-history">
        {ticket.events.map((event) => (
          <li key={event.event_id}>
            <time dateTime={event.at}>{shortTime(Date.parse(event.at))}</time>
            <span>
              {words.event(event)}
              <small> {event.person ?? t('system')}</small>
              {(event.detail.text || event.detail.note || event.detail.reason) && (
                <q>{event.detail.text || event.detail.note || event.detail.reason}</q>
              )}
            </span>
          </li>
        ))}
      </ol>
    </>
  );
}
