import { useProblemMessage } from '@console/useProblemMessage';
import { ProblemError } from '@shared/api/problem';
import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Act, actOn, ticketKeys, type WholeTicket } from './api';
import { useTicketWords } from './words';

const fasterCodes = ['ticket-changed', 'action-not-possible'];

/** Do something with a ticket; what comes of it is shown, and when somebody was faster, what is now. */
export function useAct(ticket: WholeTicket) {
  const { t } = useTranslation('handling');
  const client = useQueryClient();
  const { message } = App.useApp();
  const words = useTicketWords();
  const say = useProblemMessage();
  const [isBusy, setBusy] = useState(false);
  const sent = useRef({ what: '', key: '' });

  const run = useCallback(
    async (act: Act): Promise<boolean> => {
      const what = JSON.stringify([ticket.version, act]);
      // the same deed sent again after a lost answer keeps its key
      if (sent.current.what !== what) sent.current = { what, key: crypto.randomUUID() };
      setBusy(true);
      try {
        const after = await actOn(ticket.ticket_id, ticket.version, sent.current.key, act);
        client.setQueryData(ticketKeys.one(ticket.ticket_id), after);
        void message.success(t('done', { state: words.state(after.state, after.kind) }));
        return true;
      } catch (error) {
        if (error instanceof ProblemError && fasterCodes.includes(error.code))
          void message.warning(
            t('meanwhile', { state: words.state(String(error.facts.state ?? ticket.state), ticket.kind) }),
            6,
          );
        else say(error);
        return false;
      } finally {
        setBusy(false);
        void client.invalidateQueries({ queryKey: ticketKeys.all });
        void client.invalidateQueries({ queryKey: ['tasks'] });
      }
    },
    [ticket, client, message, words, say, t],
  );
  return { run, isBusy };
}
