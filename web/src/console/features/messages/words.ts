import { phoneNumber } from '@shared/ui/format';
import type { Tone } from '@shared/ui/Pill';
import { useTranslation } from 'react-i18next';
import { type MessageEvent, type State, states } from './api';

export const tones: Record<State, Tone> = {
  queued: 'plain',
  sending: 'brand',
  sent: 'brand',
  delivered: 'ok',
  undeliverable: 'danger',
  expired: 'warn',
  cancelled: 'plain',
  unknown: 'warn',
};

const purposes = [
  'work-order',
  'appointment',
  'complaint',
  'ticket-reply',
  'satisfaction',
  'survey',
  'test',
] as const;
const reasons = ['expired', 'refused-by-phone', 'cannot-be-written'] as const;
const parts = ['waiting', 'accepted', 'delivered', 'undeliverable', 'expired', 'unknown'] as const;
const facts = ['answered', 'sent_again'] as const;

const known = <T extends string>(words: readonly T[], word: unknown): T | undefined =>
  words.find((each) => each === word);

/** How messages are told to people; a code that nobody knows stands for itself. */
export function useMessageWords() {
  const { t } = useTranslation('messages');
  const state = (code: string) => {
    const found = known(states, code);
    return found ? t(`state.${found}`) : code;
  };
  const reason = (code: string) => {
    const found = known(reasons, code);
    return found ? t(`reason.${found}`) : t('reason.other', { code });
  };
  const part = (code: unknown) => {
    const found = known(parts, code);
    return found ? t(`part.${found}`) : String(code ?? '');
  };
  return {
    state,
    reason,
    part,
    purpose: (code: string) => {
      const found = known(purposes, code);
      return found ? t(`purpose.${found}`) : code;
    },
    number: phoneNumber,
    event: ({ kind, detail }: MessageEvent) => {
      const fact = known(facts, kind);
      if (fact) return t(`event.${fact}`);
      if (kind === 'receipt')
        return t(detail.parts === 1 ? 'event.receipt' : 'event.receiptOfPart', {
          state: part(detail.state),
          position: detail.position ?? 0,
          parts: detail.parts ?? 0,
        });
      return detail.reason
        ? t('event.because', { state: state(kind), why: reason(detail.reason) })
        : state(kind);
    },
  };
}
