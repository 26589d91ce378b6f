import { useText } from '@shared/i18n';
import type { CallView } from '@shared/rt/events';
import { useCauseWord } from '@shared/ui/causes';
import { duration } from '@shared/ui/format';
import { useTranslation } from 'react-i18next';
import styles from './callbar.module.css';

/** What the caller has been through: queue, menu choices, waiting. */
export function CallFacts({ call }: { call: CallView }) {
  const { t } = useTranslation('callbar');
  const text = useText();
  const causeWord = useCauseWord();
  const path = call.ivr_path.map(text).join(' › ');
  const facts = [
    { name: 'queue', value: text(call.queue?.name) },
    { name: 'path', value: path },
    { name: 'waited', value: call.direction === 'inbound' ? duration(call.waited_ms) : '' },
    {
      name: 'cause',
      value: call.phase === 'wrap_up' && call.cause ? causeWord(call.cause) : '',
    },
  ] as const;
  return (
    <dl className={styles.facts}>
      {facts.map(
        ({ name, value }) =>
          value && (
            <div key={name} title={value}>
              <dt>{t(`facts.${name}`)}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
