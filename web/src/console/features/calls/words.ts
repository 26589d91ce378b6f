import { useText } from '@shared/i18n';
import { useCauseWord } from '@shared/ui/causes';
import { duration, phoneNumber } from '@shared/ui/format';
import type { Tone } from '@shared/ui/Pill';
import { useTranslation } from 'react-i18next';
import type { CallEvent, OfferReason } from './api';

const outcomes = [
  'answered',
  'abandoned',
  'ivr_only',
  'callback',
  'voicemail',
  'refused',
  'failed',
  'unknown_number',
  'closed',
  'short_abandon',
] as const;
const directions = ['inbound', 'outbound', 'internal'] as const;
const enders = ['customer', 'agent', 'agent_lost', 'called', 'third', 'flow', 'switch', 'system'] as const;
const failures = ['no_answer', 'rejected', 'unreachable', 'withdrawn'] as const;
const refusals = [
  'queue-full',
  'waited-too-long',
  'no-such-queue',
  'agent-not-available',
  'queue-closed',
] as const;
const relaxations = [
  'lower_levels',
  'add_queue',
  'raise_priority',
  'announce',
  'offer_callback',
  'voicemail',
  'other_number',
  'hand_over',
] as const;
const strategies = ['longest_idle', 'least_occupied', 'most_skilled', 'round_robin', 'ring_group'] as const;
const participations = ['listen', 'whisper', 'barge'] as const;
const lookUps = ['found', 'not_found', 'failed'] as const;

/** Facts that one sentence tells, with the names and numbers that they carry. */
const plain = [
  'answered',
  'human_requested',
  'ivr_failed',
  'overflowed',
  'left_queue',
  'offered',
  'handed_over',
  'taken_back',
  'handover_failed',
  'deflected',
  'held',
  'retrieved',
  'consultation_established',
  'conferenced',
  'recording_started',
  'recording_stopped',
  'recording_failed',
  'agent_lost',
  'agent_back',
  'given_back',
  'callback_requested',
  'announced',
  'notice_played',
  'agent_left',
  'monitoring_ended',
  'taken_over',
  'help_requested',
  'help_cancelled',
  'help_taken',
] as const;

const known = <T extends string>(words: readonly T[], word: unknown): T | undefined =>
  words.find((each) => each === word);

const tones: Record<string, Tone> = {
  offered_in: 'brand',
  originated: 'brand',
  queued: 'brand',
  overflowed: 'warn',
  relaxed: 'warn',
  offered: 'brand',
  handed_over: 'warn',
  established: 'ok',
  offer_failed: 'danger',
  deflected: 'warn',
  refused: 'danger',
  notice_played: 'warn',
  recording_failed: 'danger',
  agent_lost: 'danger',
  given_back: 'warn',
  monitored: 'warn',
  taken_over: 'warn',
  help_requested: 'danger',
  consultation_failed: 'warn',
  ivr_failed: 'danger',
};

export const toneOf = (event: CallEvent): Tone => tones[event.kind] ?? 'plain';

/** What happened in a call, in words of the person's language; a word that is not known is shown as it came. */
export function useCallWords() {
  const { t } = useTranslation(['calls', 'ui']);
  const text = useText();
  const causeWord = useCauseWord();
  const shown = (number: unknown) => (number ? phoneNumber(String(number)) : t('ui:withheld'));

  const outcome = (code: string) => {
    const word = known(outcomes, code);
    return word ? t(`outcome.${word}`) : code;
  };
  const cause = (code: unknown) => causeWord(code, String(code));
  const direction = (code: string) => {
    const word = known(directions, code);
    return word ? t(`direction.${word}`) : code;
  };

  /** Values of a fact as its sentence shows them: names for ids, a dash for names that are not known (any more). */
  const valuesOf = ({ data, names }: CallEvent) => {
    const name = (key: string) => text(names[key]) || '—';
    return {
      agent: name('agent_id'),
      monitored: name('monitored_id'),
      queue: name('queue_id'),
      from: name('from_queue_id'),
      to: name('to_queue_id'),
      result: names.result_code ? text(names.result_code) : String(data.result_code ?? '—'),
      target: text(names.to_agent_id) || text(names.to_queue_id) || shown(data.to_number),
      number: shown(data.number),
      called: shown(data.called),
      trunk: String(data.trunk ?? '—'),
      prompt: String(data.prompt ?? '—'),
      cause: cause(data.cause),
      level: names.level ? text(names.level) : String(data.level ?? ''),
      priority: Number(data.level_priority ?? 0),
    };
  };

  /** Who the caller is found to be: his level, and whom he would rather have. Older releases tell neither. */
  const customer = ({ data, names, ...event }: CallEvent): string => {
    const values = valuesOf({ data, names, ...event });
    const told: string[] = [];
    if (data.level) told.push(values.priority ? t('fact.level_priority', values) : values.level);
    if (data.account_manager_id)
      told.push(t('fact.account_manager', { agent: text(names.account_manager_id) || '—' }));
    else if (data.last_agent_id) told.push(t('fact.last_agent', { agent: text(names.last_agent_id) || '—' }));
    if (told.length === 0) return t('fact.customer_linked');
    return t('fact.customer_known', { what: told.join(t('fact.semicolon')) });
  };

  const sentence = (event: CallEvent): string => {
    const { kind, data } = event;
    const values = valuesOf(event);
    const simple = known(plain, kind);
    if (simple) return t(`fact.${simple}`, values);
    switch (kind) {
      case 'offered_in':
        return t('fact.offered_in', values);
      case 'originated':
        return data.callback_of
          ? t('fact.place_kept', { ...values, attempt: data.attempt })
          : t('fact.originated', values);
      case 'ivr_node_entered':
        return t('fact.ivr_node_entered', { label: text(data.label as never) || String(data.node) });
      case 'ivr_digit':
        return data.digit === '•' ? t('fact.secret_digit') : t('fact.ivr_digit', { digit: data.digit });
      case 'ivr_language':
        return t(data.language === 'en' ? 'fact.language_en' : 'fact.language_zh');
      case 'ivr_looked_up': {
        const found = known(lookUps, data.outcome) ?? 'failed';
        return t('fact.ivr_looked_up', { what: data.capability, found: t(`lookUp.${found}`) });
      }
      case 'established':
        return data.number ? t('fact.established_elsewhere', values) : t('fact.established', values);
      case 'customer_linked':
        return customer(event);
      case 'queued': {
        const queued = t(data.is_front ? 'fact.queued_front' : 'fact.queued', values);
        return data.level_priority ? queued + t('fact.queued_level', values) : queued;
      }
      case 'relaxed': {
        const action = known(relaxations, data.action);
        return t('fact.relaxed', {
          step: data.step,
          what: action ? t(`relax.${action}`, { value: data.value }) : String(data.action),
        });
      }
      case 'delivered':
        return t(data.agent_id ? 'fact.delivered' : 'fact.delivered_outside', values);
      case 'offer_failed': {
        const failure = known(failures, data.failure);
        return t('fact.offer_failed', {
          ...values,
          why: failure ? t(`failure.${failure}`) : t('failure.left'),
        });
      }
      case 'refused': {
        const code = known(refusals, data.code);
        return t('fact.refused', { why: code ? t(`refusal.${code}`) : String(data.code) });
      }
      case 'monitored':
        return t(`fact.monitored_${known(participations, data.participation) ?? 'listen'}`, values);
      case 'consulted':
        return t('fact.consulted', values);
      case 'consultation_failed':
        return t('fact.consultation_failed', values);
      case 'transferred':
        return t('fact.transferred', values);
      case 'cleared': {
        const by = known(enders, data.ended_by) ?? 'system';
        const came = outcome(String(data.outcome));
        return t('fact.cleared', { by: t(`by.${by}`), cause: values.cause, outcome: came });
      }
      case 'wrapped_up':
        return t('fact.wrapped_up', values);
      default:
        return kind;
    }
  };

  /** Why a call came to its agent, sentence by sentence; calls of older releases tell nothing. */
  const reasons = ({ data, names }: CallEvent): string[] => {
    const why = data.why;
    if (!why) return [];
    const told = [choice(why, data.preferred_as)];
    if (why.is_skill_preferred) told.push(t('why.skill_preferred'));
    if (why.guest_of) told.push(t('why.guest', { queue: text(names.guest_of) || '—' }));
    if (why.choice !== 'directed')
      told.push(t('why.standing', { priority: why.priority, waited: duration(why.waited_ms) }));
    if (why.is_front) told.push(t('why.front'));
    return told;
  };

  const choice = ({ choice, candidates, strategy }: OfferReason, as: unknown): string => {
    if (choice === 'preferred' && (as === 'account_manager' || as === 'last_agent')) return t(`why.${as}`);
    if (choice === 'directed' || choice === 'preferred') return t(`why.${choice}`);
    if (choice === 'best_call')
      return candidates > 1 ? t('why.best_call', { count: candidates }) : t('why.next_call');
    if (candidates === 1) return t('why.only_idle');
    const how = t(`strategy.${known(strategies, strategy) ?? 'longest_idle'}`);
    return t('why.first_idle', { count: candidates, how });
  };

  return { outcome, cause, direction, sentence, reasons, number: shown };
}
