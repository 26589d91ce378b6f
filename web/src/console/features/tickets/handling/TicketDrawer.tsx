import { Pill } from '@shared/ui/Pill';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { Actions } from './Actions';
import { ticketQuery } from './api';
import { DueClock } from './DueClock';
import { Facts } from './Facts';
import { FormAnswers } from './FormAnswers';
import { History } from './History';
import styles from './handling.module.css';
import { Tags } from './Tags';
import { toneOfState, useTicketWords } from './words';

/** One ticket with all that belongs to it, and what can be done with it now. */
export function TicketDrawer({ ticketId, onClose }: { ticketId: string; onClose: () => void }) {
  const { t } = useTranslation('handling');
  const words = useTicketWords();
  const { data: ticket, error, refetch } = useQuery(ticketQuery(ticketId));
  return (
    <Drawer open size={640} title={ticket ? ticket.ticket_no : t('ticket')} onClose={onClose}>
      {error && !ticket && <PanelError error={error} onRetry={() => void refetch()} />}
      {!ticket && !error && <Skeleton lines={10} />}
      {ticket && (
        <div className={styles.detail} data-testid="ticket-detail">
          <div className={styles.standing}>
            <span data-testid="ticket-state">
              <Pill tone={toneOfState(ticket.state)}>{words.state(ticket.state, ticket.kind)}</Pill>
            </span>
            <DueClock dueAt={ticket.due_at} isOver={ticket.is_final} />
            <Tags ticket={ticket} />
          </div>
          <Actions ticket={ticket} />
          <Facts ticket={ticket} />
          <FormAnswers ticket={ticket} />
          <History ticket={ticket} />
        </div>
      )}
    </Drawer>
  );
}
