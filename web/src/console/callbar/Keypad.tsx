import { calls } from '@shared/api/commands';
import { DigitPad, isDigit } from '@shared/ui/DigitPad';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useProblemMessage } from '../useProblemMessage';
import styles from './callbar.module.css';

/** Sends tones to the other party, by click or by typing. */
export function Keypad({ callId, onClose }: { callId: string; onClose: () => void }) {
  const { t } = useTranslation('callbar');
  const say = useProblemMessage();
  const [sent, setSent] = useState('');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);

  const send = (digit: string) => {
    setSent((before) => before + digit);
    calls.sendDigits(callId, digit).catch(say);
  };
  return (
    <div className={styles.keypad}>
      <input
        ref={field}
        className={styles.sent}
        readOnly
        value={sent}
        aria-label={t('keypad.sent')}
        placeholder={t('keypad.hint')}
        data-testid="keypad-sent"
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          if (isDigit(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) send(event.key);
        }}
      />
      <DigitPad onDigit={send} />
    </div>
  );
}
