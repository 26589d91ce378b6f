import { useText } from '@shared/i18n';
import type { Tone } from '@shared/ui/Pill';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { replyWays, settingsQuery, type TicketEvent } from './api';
import { kinds } from './search';

const tones: Record<string, Tone> = {
  accepted: 'warn',
  handed_over: 'brand',
  in_progress: 'brand',
  awaiting_call: 'warn',
  answered: 'ok',
  reopened: 'danger',
  closed: 'ok',
};
export const toneOfState = (state: string): Tone => tones[state] ?? 'plain';

const events = [
  'accept',
  'take',
  'hand_over',
  'note',
  'answer',
  'call_back',
  'called',
  'not_reached',
  'undelivered',
  'confirm',
  'close',
  'reopen',
  'cancel',
  'overdue',
  'unanswered',
  'order_opened',
] as const;
const origins = ['call', 'web', 'chat', 'mail', 'sms', 'hall', 'regulator'] as const;

const known = <T extends string>(words: readonly T[], word: string): T | undefined =>
  words.find((each) => each === word);

/** How tickets are told to people; a code that nobody knows stands for itself. */
export function useTicketWords() {
  const { t } = useTranslation('handling');
  const text = useText();
  const { data } = useQuery(settingsQuery);
  const kind = (code: string) => {
    const found = known(kinds, code);
    return found ? t(`kind.${found}`) : code;
  };
  const way = (code: string) => {
    const found = known(replyWays, code);
    return found ? t(`way.${found}`) : code;
  };
  return {
    kind,
    way,
    state: (code: string, ofKind?: string) => {
      const states = (data?.lifecycles ?? [])
        .filter((each) => ofKind === undefined || each.kind === ofKind)
        .flatMap(({ lifecycle }) => lifecycle.states);
      return text(states.find((each) => each.code === code)?.text) || code;
    },
    origin: (code: string) => {
      const found = known(origins, code);
      return found ? t(`origin.${found}`) : code;
    },
    regulator: (code: string) => text(data?.regulators.find((each) => each.code === code)?.name) || code,
    event: ({ action, detail }: TicketEvent) => {
      const found = known(events, action);
      const what = found ? t(`event.${found}`) : action;
      const facts = [
        text(detail.department),
        detail.person,
        detail.by && way(detail.by),
        detail.is_satisfied !== undefined && t(detail.is_satisfied ? 'satisfied' : 'dissatisfied'),
        detail.level !== undefined && t('level', { level: detail.level }),
        detail.order_no,
      ].filter(Boolean);
      return facts.length > 0 ? `${what} · ${facts.join(' · ')}` : what;
    },
  };
}
