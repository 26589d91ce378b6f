import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { shortTime } from '@shared/ui/format';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { Actions } from './Actions';
import { type Detail, ticketQuery } from './api';
import styles from './tickets.module.css';
import { useStateWord } from './words';

/** One ticket: what it is, what has happened to it, and what can be done now. */
export function TicketDrawer({ ticketId, onClose }: { ticketId: string; onClose: () => void }) {
  const { t } = useTranslation('tickets');
  const { data, error, refetch } = useQuery(ticketQuery(ticketId));
  const mayAct = useCan('ticket.handle');
  return (
    <Drawer open size={600} title={data?.ticket_no ?? t('page.title')} onClose={onClose}>
      {error && !data && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} />}
      {data && (
        <div className={styles.fields} data-popups data-testid="ticket-detail">
          <Facts ticket={data} />
          {mayAct && <Actions key={data.version} ticket={data} onStale={() => void refetch()} />}
          <History ticket={data} />
        </div>
      )}
    </Drawer>
  );
}

function Facts({ ticket }: { ticket: Detail }) {
  const { t } = useTranslation('tickets');
  const text = useText();
  const word = useStateWord();
  const facts = [
    [t('detail.state'), word(ticket)],
    [t('field.category'), text(ticket.category)],
    [t('field.callerName'), [ticket.caller_name, ticket.caller_number].filter(Boolean).join(' ')],
    [t('field.address'), ticket.address],
    [t('detail.department'), text(ticket.department)],
    [t('detail.handler'), ticket.handler ?? ''],
    [t('detail.due'), shortTime(Date.parse(ticket.due_at))],
    [t('field.description'), ticket.description],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value || '—'}</dd>
        </div>
      ))}
    </dl>
  );
}

function History({ ticket }: { ticket: Detail }) {
  const { t } = useTranslation('tickets');
  return (
    <>
      {ticket.replies.map((reply) => (
        <p key={reply.reply_id} className={styles.sla}>
          {t(`channel.${reply.by}`)} · {t(`delivery.${reply.state}`)} · {reply.text}
        </p>
      ))}
      <ol className={styles.history} aria-label={t('detail.history')}>
        {ticket.events.map((event) => (
          <li key={event.event_id}>
            {shortTime(Date.parse(event.at))} {t(`action.${event.action}` as 'action.take')}
            {' · '}
            {event.person ?? t('detail.system')} {event.detail.text}
          </li>
        ))}
      </ol>
    </>
  );
}
