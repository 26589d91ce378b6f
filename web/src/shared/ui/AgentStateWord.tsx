import { useTranslation } from 'react-i18next';
import { useText } from '../i18n';
import type { AgentState } from '../rt/events';
import { useDesk } from '../rt/store';
import styles from './AgentStateWord.module.css';

const systemReasons = ['logged_on', 'ring_no_answer', 'device_lost', 'forced'] as const;
type SystemReason = (typeof systemReasons)[number];

/** The words for a state and its reason: the tenant's own reasons, or the engine's. */
export function useStateWord(): (state: AgentState, reason?: string | null) => string {
  const { t } = useTranslation('ui');
  const text = useText();
  const reasons = useDesk((desk) => desk.config.reasons);
  return (state, reason) => {
    if (state !== 'not_ready' || !reason) return t(`state.${state}`);
    const own = reasons.find((known) => known.code === reason);
    if (own) return text(own.text);
    return systemReasons.includes(reason as SystemReason)
      ? t(`reason.${reason as SystemReason}`)
      : t('state.not_ready');
  };
}

/** A coloured dot and always a word: colour is never the only sign. */
export function AgentStateWord({ state, reason }: { state: AgentState; reason?: string | null }) {
  const word = useStateWord();
  return (
    <span className={styles.state} data-state={state}>
      <i aria-hidden />
      {word(state, reason)}
    </span>
  );
}
