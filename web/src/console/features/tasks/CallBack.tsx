import { ticketQuery, type WholeTicket } from '@console/features/tickets/handling/api';
import { DialBack } from '@console/features/tickets/handling/DialBack';
import { useAct } from '@console/features/tickets/handling/useAct';
import { useCan } from '@shared/perm/Can';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './list.module.css';

/** Calls whoever was promised a call, and says whether he was reached. */
export function CallBack({ ticketId }: { ticketId: string }) {
  const { data, error, refetch } = useQuery(ticketQuery(ticketId));
  if (error && !data) return <PanelError error={error} onRetry={() => void refetch()} />;
  return <div className={styles.call}>{data ? <Steps ticket={data} /> : <Skeleton lines={1} />}</div>;
}

function Steps({ ticket }: { ticket: WholeTicket }) {
  const { t } = useTranslation('handling');
  const offline = useOffline();
  const mayHandle = useCan('ticket.handle');
  const { run, isBusy } = useAct(ticket);
  const answer = ticket.replies.find(({ by, state }) => by === 'phone' && state === 'pending')?.text;
  const canSay = mayHandle && ticket.actions.includes('call_made');
  return (
    <>
      {answer && <q>{answer}</q>}
      <DialBack ticket={ticket} />
      {canSay &&
        ([true, false] as const).map((is_reached) => (
          <Button
            key={String(is_reached)}
            size="small"
            disabled={offline !== null || isBusy}
            title={offline ?? undefined}
            onClick={() => void run({ action: 'call_made', is_reached })}
            data-testid={is_reached ? 'task-reached' : 'task-not-reached'}
          >
            {t(is_reached ? 'reached' : 'notReached')}
          </Button>
        ))}
    </>
  );
}
