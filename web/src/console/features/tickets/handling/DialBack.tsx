import { DialButton } from '@console/DialButton';
import { useCan } from '@shared/perm/Can';
import { useTranslation } from 'react-i18next';
import { dial, type WholeTicket } from './api';

/** Calls whoever waits for an answer. */
export function DialBack({ ticket }: { ticket: WholeTicket }) {
  const { t } = useTranslation('handling');
  const mayHandle = useCan('ticket.handle');
  if (!mayHandle) return null;
  const numbers = [
    ...ticket.replies.map(({ recipient }) => recipient),
    ticket.reply_to,
    ticket.caller_number,
  ];
  const hasNumber = numbers.some((each) => each !== '' && !each.includes('@'));
  return (
    <DialButton
      dial={() => dial(ticket.ticket_id)}
      reason={hasNumber ? null : t('dial.noNumber')}
      isExplained
      testId="ticket-dial"
    />
  );
}
