import { useText } from '@shared/i18n';
import type { CallView } from '@shared/rt/events';
import { useCall, useDesk } from '@shared/rt/store';
import { useOtherParty } from '@shared/rt/useOtherParty';
import { useStateWord } from '@shared/ui/AgentStateWord';
import { phoneNumber } from '@shared/ui/format';
import { Unseen } from '@shared/ui/Unseen';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

/** Says calls and states to people who do not see them, and shows a ringing call in the window's title. */
export function Announcer() {
  const { t } = useTranslation(['shell', 'ui']);
  const call = useCall();
  const agent = useDesk((desk) => desk.agent);
  const word = useStateWord();
  const who = useWho(call);
  const isRinging = call?.phase === 'ringing';

  useEffect(() => {
    document.title = isRinging ? t('ringingTitle', { who }) : t('ui:product');
  }, [isRinging, who, t]);

  return (
    <>
      <Unseen aria-live="assertive">{isRinging && t('announce.ringing', { who })}</Unseen>
      <Unseen aria-live="polite">{call && !isRinging && t(`announce.${call.phase}`, { who })}</Unseen>
      <Unseen aria-live="polite">{agent && word(agent.state, agent.reason)}</Unseen>
    </>
  );
}

function useWho(call: CallView | null): string {
  const { t } = useTranslation('ui');
  const text = useText();
  const number = useOtherParty(call);
  if (!call) return '';
  return [call.customer?.name ?? (number ? phoneNumber(number) : t('withheld')), text(call.queue?.name)]
    .filter(Boolean)
    .join(' ');
}
