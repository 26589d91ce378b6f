import { CloseOutlined, PhoneFilled } from '@ant-design/icons';
import { calls } from '@shared/api/commands';
import { usePhone } from '@shared/phone/store';
import type { CallView } from '@shared/rt/events';
import { useSecondsLeft } from '@shared/ui/Clock';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { useTranslation } from 'react-i18next';
import { phone } from '../runtime';
import { ControlButton } from './ControlButton';
import styles from './callbar.module.css';
import { useCommand } from './useCommand';

export function Ringing({ call }: { call: CallView }) {
  const { t } = useTranslation('callbar');
  const { run, pending } = useCommand(call);
  const isElsewhere = usePhone((state) => state.status === 'elsewhere');
  const isHere = call.device_answer === 'page' && !isElsewhere;
  const answer = () => void run('answer', async () => phone.answer());
  useHotkeys({ F2: isHere && answer });
  return (
    <div className={styles.controls}>
      {call.ring_until_ms && <RingLeft untilMs={call.ring_until_ms} />}
      {!isHere && <span className={styles.hint}>{t(isElsewhere ? 'answerElsewhere' : 'answerOnPhone')}</span>}
      {isHere && (
        <ControlButton
          kind="answer"
          icon={<PhoneFilled />}
          label={t('answer')}
          hotkey="F2"
          testId="answer"
          isPending={pending === 'answer'}
          onClick={answer}
        />
      )}
      <ControlButton
        icon={<CloseOutlined />}
        label={t('decline')}
        testId="decline"
        isPending={pending === 'decline'}
        onClick={() => void run('decline', () => calls.decline(call.call_id))}
      />
    </div>
  );
}

function RingLeft({ untilMs }: { untilMs: number }) {
  const { t } = useTranslation('callbar');
  return <span className={styles.hint}>{t('rerouted', { seconds: useSecondsLeft(untilMs) })}</span>;
}
