import { useLanguage, useText } from '@shared/i18n';
import { fullTime } from '@shared/ui/format';
import { Pill } from '@shared/ui/Pill';
import { useTranslation } from 'react-i18next';
import { written } from '../figures/today/values';
import type { Appeal, Month } from './api';
import styles from './appraisal.module.css';

export const tones = { open: 'warn', accepted: 'ok', rejected: 'plain' } as const;

/** What somebody has against his scorecard, and what he was answered. */
export function Appealed({ appeal, month }: { appeal: Appeal; month: Month }) {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const language = useLanguage();
  const corrections = Object.entries(appeal.corrections ?? {});
  const measures = new Map(month.measures.map((each) => [each.measure, each]));
  return (
    <div className={styles.appeal} data-testid="appeal">
      <div className={styles.said}>
        <b>{t('appeal.title')}</b>
        <Pill tone={tones[appeal.state]}>{t(`appeal.state.${appeal.state}`)}</Pill>
        <small>{fullTime(Date.parse(appeal.made_at), language)}</small>
      </div>
      <p>{appeal.text}</p>
      {appeal.answered_at && (
        <>
          <div className={styles.said}>
            <b>{t('appeal.answerOf', { name: appeal.answered_by ?? '' })}</b>
            <small>{fullTime(Date.parse(appeal.answered_at), language)}</small>
          </div>
          <p>{appeal.answer}</p>
          {corrections.length > 0 && (
            <ul>
              {corrections.map(([code, value]) => {
                const measure = measures.get(code);
                return (
                  measure && (
                    <li key={code}>
                      {text(measure.name)}:{' '}
                      {value === null
                        ? t('score.leftOut')
                        : t('score.now', { value: written(value, measure.unit) })}
                    </li>
                  )
                );
              })}
            </ul>
          )}
        </>
      )}
    </div>
  );
}
