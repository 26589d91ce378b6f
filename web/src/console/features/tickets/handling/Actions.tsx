import { useCan } from '@shared/perm/Can';
import { useOffline } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AnswerDialog } from './AnswerDialog';
import type { WholeTicket } from './api';
import { HandOverDialog } from './HandOverDialog';
import styles from './handling.module.css';
import { useAct } from './useAct';
import { WordsDialog } from './WordsDialog';

const shown = [
  'take',
  'call_made',
  'confirm',
  'answer',
  'hand_over',
  'note',
  'close',
  'reopen',
  'cancel',
] as const;
type Shown = (typeof shown)[number];
const asking = ['note', 'close', 'reopen', 'cancel', 'call_made', 'confirm'] as const;

/** What can be done with the ticket as it stands; the server says what that is. */
export function Actions({ ticket }: { ticket: WholeTicket }) {
  const { t } = useTranslation('handling');
  const offline = useOffline();
  const mayHandle = useCan('ticket.handle');
  const { run, isBusy } = useAct(ticket);
  const [dialog, setDialog] = useState<Exclude<Shown, 'take'> | null>(null);
  const close = () => setDialog(null);
  const possible = shown.filter((action) => ticket.actions.includes(action));
  if (!mayHandle || possible.length === 0) return null;
  const asked = asking.find((each) => each === dialog);
  return (
    <div className={styles.actions} aria-busy={isBusy}>
      {possible.map((action, place) => (
        <Button
          key={action}
          type={place === 0 ? 'primary' : 'default'}
          danger={action === 'cancel'}
          disabled={offline !== null || isBusy}
          title={offline ?? undefined}
          onClick={() => (action === 'take' ? void run({ action }) : setDialog(action))}
          data-testid={`ticket-action-${action}`}
        >
          {t(`action.${action}`)}
        </Button>
      ))}
      {dialog === 'answer' && <AnswerDialog ticket={ticket} onRun={run} onClose={close} />}
      {dialog === 'hand_over' && <HandOverDialog onRun={run} onClose={close} />}
      {asked && <WordsDialog action={asked} onRun={run} onClose={close} />}
    </div>
  );
}
