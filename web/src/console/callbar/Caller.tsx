import { CheckOutlined } from '@ant-design/icons';
import { useText } from '@shared/i18n';
import type { CallView } from '@shared/rt/events';
import { useOtherParty } from '@shared/rt/useOtherParty';
import { phoneNumber } from '@shared/ui/format';
import { useTranslation } from 'react-i18next';
import styles from './callbar.module.css';

export function Caller({ call }: { call: CallView }) {
  const { t } = useTranslation(['callbar', 'ui']);
  const text = useText();
  const number = useOtherParty(call);
  const match = call.customer ? 'matched' : call.candidates.length > 0 ? 'several' : 'unknown';
  return (
    <div className={styles.caller}>
      <div className={styles.number} data-testid="call-number">
        {number ? phoneNumber(number) : t('ui:withheld')}
      </div>
      <div className={styles.meta}>
        {call.direction !== 'inbound' && <span>{t(`direction.${call.direction}`)}</span>}
        {call.city && <span>{text(call.city)}</span>}
        {call.direction !== 'internal' && (
          <span data-match={match}>
            {match === 'matched' && <CheckOutlined aria-hidden />}{' '}
            {t(`match.${match}`, { count: call.candidates.length })}
          </span>
        )}
        <Recording call={call} />
      </div>
    </div>
  );
}

function Recording({ call }: { call: CallView }) {
  const { t } = useTranslation('callbar');
  const { state } = call.recording;
  if (state === 'off' || call.phase === 'wrap_up') return null;
  return (
    <span className={styles.recording} data-state={state} data-testid="recording-light">
      <i aria-hidden />
      {t(`recording.${state}`)}
    </span>
  );
}
