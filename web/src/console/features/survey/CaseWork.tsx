import { useProblemMessage } from '@console/useProblemMessage';
import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import type { Fault } from '@shared/forms/model';
import { Panel } from '@shared/ui/Panel';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keys, type Outcome, type SurveyCase, surveys } from './api';
import { Dial } from './Dial';
import { Facts } from './Facts';
import { Outcomes } from './Outcomes';
import { Questions } from './Questions';
import { Side } from './Side';
import styles from './survey.module.css';
import { useAnswers } from './useAnswers';
import { useDetour, useSurveyCall } from './useSurveyCall';

const gone = ['survey-case-not-yours', 'survey-case-not-found'];

/** One case: the customer, what was done, the questions, and what came of the call. */
export function CaseWork({ survey }: { survey: SurveyCase }) {
  const { t } = useTranslation('survey');
  const client = useQueryClient();
  const say = useProblemMessage();
  const problem = useProblemText();
  const detour = useDetour();
  const keep = (after: SurveyCase) => client.setQueryData(keys.held, after);
  const { own, other, isRecordingLost } = useSurveyCall(survey);
  const { answers, change, flush, saving, error, version } = useAnswers(survey, keep);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const [isBusy, setBusy] = useState(false);

  const leave = () => {
    void client.cancelQueries({ queryKey: keys.held });
    client.setQueryData(keys.held, null);
    void client.invalidateQueries({ queryKey: keys.pool });
  };
  const run = async (work: () => Promise<void>) => {
    if (isBusy) return;
    setBusy(true);
    try {
      await work();
    } catch (caught) {
      if (caught instanceof ProblemError && gone.includes(caught.code)) leave();
      if (caught instanceof ProblemError && caught.code === 'form-answers-refused')
        setFaults(caught.errors.map(({ field, code }) => ({ item: field.replace(/^answers\./, ''), code })));
      say(caught);
    } finally {
      setBusy(false);
    }
  };
  const conclude = (outcome: Outcome, laterAt?: string) =>
    run(async () => {
      await flush();
      await surveys.conclude(survey.case_id, {
        version: version.current,
        outcome,
        answers,
        ...(laterAt ? { later_at: laterAt } : {}),
      });
      leave();
    });
  const putBack = (isElsewhere: boolean) =>
    run(async () => {
      await flush();
      await surveys.putBack(survey.case_id, isElsewhere);
      leave();
    });

  return (
    <div className={styles.work}>
      <Panel
        title={t('case.title')}
        note={t('attempts', { done: survey.attempts })}
        className={styles.case}
        footer={
          <Outcomes survey={survey} own={own} isBusy={isBusy} onConclude={conclude} onPutBack={putBack} />
        }
      >
        {other && (
          <Alert
            type="warning"
            showIcon
            title={t('interrupted')}
            action={
              <Button size="small" onClick={detour} data-testid="survey-detour">
                {t('toDesk')}
              </Button>
            }
          />
        )}
        {isRecordingLost && (
          <Alert type="error" showIcon title={t('recordingLost')} data-testid="recording-lost" />
        )}
        {error !== null && (
          <Alert
            type="error"
            showIcon
            title={problem(error)}
            action={
              <Button size="small" onClick={() => change(answers)}>
                {t('saveAgain')}
              </Button>
            }
          />
        )}
        <div className={styles.head}>
          <h3 className={styles.who}>
            {survey.name || t('nameless')} <span>{survey.number}</span>
          </h3>
          <Dial
            survey={survey}
            isBlocked={other !== null}
            own={own}
            onDialled={keep}
            onElsewhere={() => putBack(true)}
          />
        </div>
        <Facts subject={survey.subject} />
        <Questions
          survey={survey}
          answers={answers}
          faults={faults}
          onChange={(next) => {
            setFaults([]);
            change(next);
          }}
        />
        <p className={styles.saving} aria-live="polite">
          {t(`saving.${saving}`)}
        </p>
      </Panel>
      <Side survey={survey} />
    </div>
  );
}
