import { PhoneFilled } from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { ProblemError } from '@shared/api/problem';
import type { CallView } from '@shared/rt/events';
import { isSignedOn } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { useBlocked } from '@shared/ui/useBlocked';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SurveyCase, surveys } from './api';
import styles from './survey.module.css';

interface DialProps {
  survey: SurveyCase;
  /** Another call takes precedence. */
  isBlocked: boolean;
  own: CallView | null;
  onDialled: (survey: SurveyCase) => void;
  onElsewhere: () => void;
}

/** Calls the customer: the agent's own phone first, then his. */
export function Dial({ survey, isBlocked, own, onDialled, onElsewhere }: DialProps) {
  const { t } = useTranslation('survey');
  const say = useProblemMessage();
  const blocked = useBlocked();
  const isOn = useDesk((desk) => isSignedOn(desk.agent));
  const [isBusy, setBusy] = useState(false);
  const [isElsewhere, setElsewhere] = useState(false);
  const isLast = survey.call_id !== null && survey.attempts + 1 >= survey.attempts_max;
  const reason =
    blocked ??
    (isOn ? null : t('take.signOn')) ??
    (isBlocked ? t('interrupted') : null) ??
    (isLast && !own ? t('dial.last') : null);

  const dial = async () => {
    setBusy(true);
    setElsewhere(false);
    try {
      onDialled((await surveys.dial(survey.case_id)).case);
    } catch (error) {
      if (error instanceof ProblemError && error.code === 'survey-customer-elsewhere') setElsewhere(true);
      else say(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.dial}>
      {isElsewhere && (
        <Alert
          type="warning"
          showIcon
          title={t('dial.elsewhere')}
          action={
            <Button size="small" onClick={onElsewhere} data-testid="survey-skip">
              {t('dial.skip')}
            </Button>
          }
        />
      )}
      {own ? (
        <output>{t(['dialing', 'ringing'].includes(own.phase) ? 'dial.calling' : 'dial.inCall')}</output>
      ) : (
        <Button
          type={survey.call_id ? 'default' : 'primary'}
          icon={<PhoneFilled />}
          loading={isBusy}
          disabled={reason !== null}
          title={reason ?? undefined}
          onClick={() => void dial()}
          data-testid="survey-dial"
        >
          {t(survey.call_id ? 'dial.again' : 'dial.call')}
        </Button>
      )}
    </div>
  );
}
