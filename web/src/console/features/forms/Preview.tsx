import { FormFields } from '@console/forms/FormFields';
import type { Answer, Definition, Fault } from '@shared/forms/model';
import { check, walk } from '@shared/forms/walk';
import { type Language, languages, useLanguage } from '@shared/i18n';
import { Button, Segmented } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import shared from './forms.module.css';
import { Picture } from './Picture';
import styles from './preview.module.css';

const names: Record<Language, string> = { 'zh-CN': '中文', en: 'English' };

/** The form as an agent will see it, walked for real; or where its jumps lead. */
export function Preview({ definition }: { definition: Definition }) {
  const { t } = useTranslation('forms');
  const own = useLanguage();
  const [view, setView] = useState<'form' | 'picture'>('form');
  const [language, setLanguage] = useState<Language>(own);
  const [answers, setAnswers] = useState<Record<string, Answer>>({});
  const [isChecked, setChecked] = useState(false);
  const faults = useMemo<Fault[]>(
    () => (isChecked ? check(definition, answers).filter(({ code }) => code !== 'form-answer-unknown') : []),
    [isChecked, definition, answers],
  );
  const { isDone } = walk(definition, answers);
  return (
    <section className={shared.pane} aria-label={t('preview.label')} data-testid="form-preview">
      <div className={styles.previewTools}>
        <Segmented
          size="small"
          value={view}
          aria-label={t('preview.label')}
          options={(['form', 'picture'] as const).map((value) => ({ value, label: t(`preview.${value}`) }))}
          onChange={setView}
        />
        {view === 'form' && (
          <Segmented
            size="small"
            value={language}
            aria-label={t('preview.language')}
            options={languages.map((value) => ({ value, label: names[value] }))}
            onChange={setLanguage}
          />
        )}
      </div>
      <div className={styles.previewBody}>
        {view === 'picture' ? (
          <Picture definition={definition} />
        ) : (
          <FormFields
            definition={definition}
            answers={answers}
            language={language}
            faults={faults}
            onChange={(next) => {
              setAnswers(next);
              setChecked(false);
            }}
          />
        )}
      </div>
      {view === 'form' && (
        <div className={styles.previewFoot}>
          <span role="status" data-done={isDone}>
            {isDone ? t('preview.done') : isChecked ? t('preview.open', { count: faults.length }) : ''}
          </span>
          <Button size="small" onClick={() => setChecked(true)} disabled={isDone} data-testid="preview-check">
            {t('preview.check')}
          </Button>
          <Button
            size="small"
            onClick={() => {
              setAnswers({});
              setChecked(false);
            }}
          >
            {t('preview.again')}
          </Button>
        </div>
      )}
    </section>
  );
}
