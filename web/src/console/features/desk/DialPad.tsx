import { PhoneFilled } from '@ant-design/icons';
import { clearable } from '@console/clearable';
import { useProblemMessage } from '@console/useProblemMessage';
import { calls } from '@shared/api/commands';
import { isSignedOn } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { DigitPad } from '@shared/ui/DigitPad';
import { Panel } from '@shared/ui/Panel';
import { useBlocked } from '@shared/ui/useBlocked';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './desk.module.css';

/** Calls a number outside or a colleague; the agent's own phone is taken off first. */
export function DialPad({ customerId }: { customerId: string | undefined }) {
  const { t } = useTranslation('desk');
  const say = useProblemMessage();
  const blocked = useBlocked();
  const isOn = useDesk((desk) => isSignedOn(desk.agent));
  const [number, setNumber] = useState('');
  const [isBusy, setBusy] = useState(false);
  const dialable = number.replace(/[\s-]/g, '');
  const reason = blocked ?? (isOn ? null : t('dial.signOnFirst'));
  const canDial = reason === null && /^\+?[\d*#]{2,20}$/.test(dialable);

  const dial = async () => {
    if (!canDial || isBusy) return;
    setBusy(true);
    try {
      await calls.make(dialable, customerId);
      setNumber('');
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Panel title={t('dial.title')} note={reason ?? t('dial.hint')} className={styles.dial}>
      <div className={styles.dialRow}>
        <Input
          allowClear={clearable}
          value={number}
          inputMode="tel"
          maxLength={24}
          aria-label={t('dial.number')}
          placeholder={t('dial.number')}
          onChange={(event) => setNumber(event.target.value)}
          onPressEnter={() => void dial()}
          data-testid="dial-number"
        />
        <Button
          type="primary"
          icon={<PhoneFilled />}
          loading={isBusy}
          disabled={!canDial}
          title={reason ?? undefined}
          onClick={() => void dial()}
          data-testid="dial"
        >
          {t('dial.call')}
        </Button>
      </div>
      <DigitPad onDigit={(digit) => setNumber(number + digit)} />
    </Panel>
  );
}
