import { useTranslation } from 'react-i18next';
import type { Subject } from './api';
import styles from './survey.module.css';
import { useFacts } from './words';

/** What was done for the customer. */
export function Facts({ subject }: { subject: Subject }) {
  const { t } = useTranslation('survey');
  const facts = useFacts()(subject);
  return (
    <div className={styles.subject}>
      {facts.length > 0 && (
        <dl className={styles.facts}>
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {subject.summary && (
        <p>
          <b>{t('fact.summary')}</b> {subject.summary}
        </p>
      )}
      {subject.result && (
        <p>
          <b>{t('fact.result')}</b> {subject.result}
        </p>
      )}
    </div>
  );
}
