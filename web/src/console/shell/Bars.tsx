import { useProblemMessage } from '@console/useProblemMessage';
import { usePhone } from '@shared/phone/store';
import { useDesk } from '@shared/rt/store';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { phone } from '../runtime';
import styles from './bars.module.css';
import { usePhoneStatus } from './PhoneLight';

/** Thin bars for what keeps the desk from working; each says what to do, most serious first. */
export function Bars() {
  const { t } = useTranslation('shell');
  const say = useProblemMessage();
  const connection = useDesk((desk) => desk.connection);
  const isLoaded = useDesk((desk) => desk.isLoaded);
  const isSwitchAvailable = useDesk((desk) => desk.switch.is_available);
  const isAgent = useDesk((desk) => desk.agent !== null);
  const status = usePhoneStatus();
  const { microphone, isSoundBlocked } = usePhone();
  const isOffline = connection === 'offline' || (isLoaded && connection !== 'online');

  return (
    <div role="status" className={styles.bars}>
      {isOffline && <p data-testid="offline-bar">{t('bars.offline')}</p>}
      {!isOffline && !isSwitchAvailable && <p data-testid="switch-bar">{t('bars.switch')}</p>}
      {!isOffline && isAgent && status === 'elsewhere' && (
        <p data-testid="elsewhere-bar">
          {t('bars.elsewhere')}
          <Button
            size="small"
            type="primary"
            onClick={() => void phone.takeOver().catch(say)}
            data-testid="take-over"
          >
            {t('takeOver')}
          </Button>
        </p>
      )}
      {status === 'microphone' && microphone && (
        <p data-testid="microphone-bar">
          {t(`microphone.${microphone}`)}
          <Button size="small" onClick={phone.retry}>
            {t('microphone.retry')}
          </Button>
        </p>
      )}
      {isSoundBlocked && <p>{t('bars.sound')}</p>}
    </div>
  );
}
