import { calls } from '@shared/api/commands';
import { serverNow } from '@shared/rt/clock';
import type { CallView } from '@shared/rt/events';
import { useOffline } from '@shared/ui/useBlocked';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { Button, Input } from 'antd';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Outcome, SurveyCase } from './api';
import { localInput } from './later';
import styles from './survey.module.css';

interface OutcomesProps {
  survey: SurveyCase;
  own: CallView | null;
  isBusy: boolean;
  onConclude: (outcome: Outcome, laterAt?: string) => Promise<void>;
  onPutBack: (isElsewhere: boolean) => Promise<void>;
}

const failures = ['no_answer', 'busy', 'wrong_information', 'refused'] as const;

/** What came of the call; before it, the case can be put back. */
export function Outcomes({ survey, own, isBusy, onConclude, onPutBack }: OutcomesProps) {
  const { t } = useTranslation('survey');
  const offline = useOffline();
  const laterId = useId();
  const [later, setLater] = useState<string | null>(null);
  const now = () => Math.max(serverNow(), survey.held_until_ms ?? 0);
  const isCalled = survey.call_id !== null;
  const reason = offline ?? (isCalled ? null : t('outcome.callFirst'));
  const isOff = reason !== null || isBusy;

  const end = async (outcome: Outcome, laterAt?: string) => {
    if (isOff) return;
    if (own && ['dialing', 'ringing'].includes(own.phase))
      await calls.hangUp(own.call_id).catch(() => undefined);
    await onConclude(outcome, laterAt);
  };
  useHotkeys({ 'Ctrl+Enter': () => void end('success') });

  if (later !== null)
    return (
      <form
        className={styles.foot}
        onSubmit={(event) => {
          event.preventDefault();
          if (later) void end('later', new Date(later).toISOString());
        }}
      >
        <label htmlFor={laterId}>{t('outcome.laterAt')}</label>
        <Input
          id={laterId}
          className={styles.laterAt}
          type="datetime-local"
          value={later}
          min={localInput(serverNow())}
          autoFocus
          onChange={(event) => setLater(event.target.value)}
        />
        <Button htmlType="submit" type="primary" disabled={isOff || !later} data-testid="survey-later-save">
          {t('outcome.later')}
        </Button>
        <Button onClick={() => setLater(null)}>{t('outcome.cancel')}</Button>
      </form>
    );
  return (
    <div className={styles.foot}>
      {!isCalled && (
        <Button disabled={isBusy} onClick={() => void onPutBack(false)} data-testid="survey-put-back">
          {t('outcome.putBack')}
        </Button>
      )}
      <span>{reason ?? t('outcome.hint')}</span>
      {failures.map((outcome) => (
        <Button
          key={outcome}
          disabled={isOff}
          onClick={() => void end(outcome)}
          data-testid={`survey-${outcome}`}
        >
          {t(`outcome.${outcome}`)}
        </Button>
      ))}
      <Button
        disabled={isOff}
        onClick={() => setLater(localInput(now() + 3_600_000))}
        data-testid="survey-later"
      >
        {t('outcome.later')}
      </Button>
      <Button
        type="primary"
        disabled={isOff}
        onClick={() => void end('success')}
        data-testid="survey-success"
      >
        {t('outcome.success')}
      </Button>
    </div>
  );
}
