import type { CallView } from '@shared/rt/events';
import { useWrapUpUntil } from '@shared/rt/store';
import { Countdown, Elapsed } from '@shared/ui/Clock';
import { useTranslation } from 'react-i18next';
import styles from './callbar.module.css';

export function CallClock({ call }: { call: CallView }) {
  const { t } = useTranslation('callbar');
  const wrapUpUntil = useWrapUpUntil(call);
  const until = call.phase === 'wrap_up' ? wrapUpUntil : null;
  const since = call.phase === 'wrap_up' ? call.ended_at_ms : call.answered_at_ms;
  return (
    <div className={styles.clock}>
      <b data-testid="call-timer">
        {until ? <Countdown untilMs={until} /> : <Elapsed sinceMs={since ?? call.offered_at_ms} />}
      </b>
      <small>{call.phase === 'wrap_up' && !until ? t('clock.wrapUpOpen') : t(`clock.${call.phase}`)}</small>
    </div>
  );
}
