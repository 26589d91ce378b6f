import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { shortTime } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { useTranslation } from 'react-i18next';
import type { SurveyCase } from './api';
import styles from './survey.module.css';

/** Where a complaint is taken down, with what is known of the customer and the order. */
export function complaintUrl(survey: SurveyCase): string {
  const known = new URLSearchParams({ kind: 'complaint', survey_case: survey.case_id });
  if (survey.customer_id) known.set('customer', survey.customer_id);
  if (survey.subject.work_order_id) known.set('work_order', survey.subject.work_order_id);
  if (survey.subject.order_no) known.set('order_no', survey.subject.order_no);
  return `/tickets/new?${known}`;
}

/** What to say, the way to a complaint, and how often the customer has been called. */
export function Side({ survey }: { survey: SurveyCase }) {
  const { t } = useTranslation('survey');
  const text = useText();
  const mayComplain = useCan('ticket.handle');
  return (
    <div className={styles.side}>
      <Panel title={t('script.title')} isReadOnly>
        <p className={styles.script}>{text(survey.script) || t('script.none')}</p>
        {mayComplain && (
          <a className={styles.complaint} href={complaintUrl(survey)} target="_blank" rel="noreferrer">
            {t('script.complaint')}
          </a>
        )}
      </Panel>
      <Panel
        title={t('history.title')}
        note={t('history.of', { done: survey.attempts, most: survey.attempts_max })}
        isReadOnly
      >
        {survey.history.length === 0 ? (
          <p>{t('history.none')}</p>
        ) : (
          <ol className={styles.history}>
            {survey.history.map((attempt) => (
              <li key={attempt.number}>
                <time>{shortTime(attempt.dialled_at_ms)}</time>
                <span>{attempt.agent_name}</span>
                <b>{t(`outcome.${attempt.outcome}`)}</b>
              </li>
            ))}
          </ol>
        )}
      </Panel>
    </div>
  );
}
