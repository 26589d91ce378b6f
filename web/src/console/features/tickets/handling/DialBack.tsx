import { PhoneFilled } from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { calls } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import { isSignedOn } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { useBlocked } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WholeTicket } from './api';

/** Calls whoever waits for an answer; the agent's own phone is taken off first. */
export function DialBack({ ticket }: { ticket: WholeTicket }) {
  const { t } = useTranslation('handling');
  const say = useProblemMessage();
  const blocked = useBlocked();
  const mayCall = useCan('call.outbound');
  const isOn = useDesk((desk) => isSignedOn(desk.agent));
  const [isBusy, setBusy] = useState(false);
  if (!mayCall) return null;
  const number = ticket.reply_to || ticket.caller_number;
  const reason =
    blocked ??
    (isOn ? null : t('dial.signOnFirst')) ??
    (number && !number.includes('*') ? null : t('dial.masked'));
  const dial = async () => {
    setBusy(true);
    try {
      await calls.make(number, ticket.customer_id ?? undefined);
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        size="small"
        type="primary"
        icon={<PhoneFilled />}
        loading={isBusy}
        disabled={reason !== null}
        title={reason ?? undefined}
        onClick={() => void dial()}
        data-testid="ticket-dial"
      >
        {t('dial.call')}
      </Button>
      {reason && <small> {reason}</small>}
    </>
  );
}
