import { useProblemMessage } from '@console/useProblemMessage';
import { type PhoneStatus, usePhone } from '@shared/phone/store';
import { useDesk } from '@shared/rt/store';
import { Button, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import { phone } from '../runtime';
import styles from './shell.module.css';

/** The state of this agent's telephone: of the page's own, or, with a desk phone, as the switch knows it. */
export function usePhoneStatus(): PhoneStatus {
  const view = useDesk((desk) => desk.phone);
  const isSwitchAvailable = useDesk((desk) => desk.switch.is_available);
  const own = usePhone((state) => state.status);
  if (view?.kind !== 'sip_phone') return own === 'registered' && !isSwitchAvailable ? 'connecting' : own;
  return view.is_registered ? 'registered' : 'failed';
}

export function PhoneLight() {
  const { t } = useTranslation('shell');
  const status = usePhoneStatus();
  const kind = useDesk((desk) => desk.phone?.kind ?? 'web_phone');
  return (
    <Popover
      trigger="click"
      placement="bottomRight"
      content={<Explanation status={status} isDeskPhone={kind === 'sip_phone'} />}
    >
      <button
        type="button"
        className={styles.light}
        data-state={status}
        data-testid="phone-light"
        aria-label={t('phone.label', { status: t(`phone.${status}`) })}
      >
        <i aria-hidden />
        {t(`phone.${status}`)}
      </button>
    </Popover>
  );
}

function Explanation({ status, isDeskPhone }: { status: PhoneStatus; isDeskPhone: boolean }) {
  const { t } = useTranslation('shell');
  const say = useProblemMessage();
  const microphone = usePhone((state) => state.microphone) ?? 'missing';
  return (
    <div className={styles.explanation}>
      <p>
        {status === 'microphone' && t(`microphone.${microphone}`)}
        {status !== 'microphone' &&
          (isDeskPhone
            ? t(`deskPhone.${status === 'registered' ? 'registered' : 'failed'}`)
            : t(`phoneHint.${status}`))}
      </p>
      {status === 'microphone' && (
        <Button size="small" onClick={phone.retry}>
          {t('microphone.retry')}
        </Button>
      )}
      {status === 'elsewhere' && (
        <Button size="small" type="primary" onClick={() => void phone.takeOver().catch(say)}>
          {t('takeOver')}
        </Button>
      )}
    </div>
  );
}
