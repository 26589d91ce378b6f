import { FormFields } from '@console/forms/FormFields';
import type { Answer, Definition, Fault } from '@shared/forms/model';
import { visit } from '@shared/forms/walk';
import { say } from '@shared/forms/words';
import { useLanguage } from '@shared/i18n';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formQuery, type SurveyCase } from './api';
import styles from './survey.module.css';

interface QuestionsProps {
  survey: SurveyCase;
  answers: Record<string, Answer>;
  faults: readonly Fault[];
  onChange: (answers: Record<string, Answer>) => void;
}

/** The questionnaire, one section at a time; number keys choose. */
export function Questions({ survey, ...props }: QuestionsProps) {
  const form = useQuery(formQuery(survey.form_code, survey.form_version ?? 0));
  if (form.isError) return <PanelError error={form.error} onRetry={() => void form.refetch()} />;
  if (!form.data) return <Skeleton lines={5} />;
  return <Sections definition={form.data.definition} {...props} />;
}

/** The sections of which something is asked, given the answers. */
export function sectionsAsked(definition: Definition, answers: Record<string, Answer>) {
  const asked = new Set(visit(definition, answers).map(({ item }) => item.code));
  return (definition.sections ?? []).filter((section) => section.items?.some((item) => asked.has(item.code)));
}

function Sections({
  definition,
  answers,
  faults,
  onChange,
}: Omit<QuestionsProps, 'survey'> & { definition: Definition }) {
  const { t } = useTranslation('survey');
  const language = useLanguage();
  const sections = sectionsAsked(definition, answers);
  const [wanted, setWanted] = useState<string | null>(null);
  const place = Math.max(
    0,
    sections.findIndex((section) => section.code === wanted),
  );
  const current = sections[place];
  // biome-ignore lint/correctness/useExhaustiveDependencies: to the first fault once, when it is found
  useEffect(() => {
    const [first] = faults;
    const wrong = sections.find((section) => section.items?.some((item) => item.code === first?.item));
    if (wrong) setWanted(wrong.code);
  }, [faults]);
  if (!current) return <p>{t('questions.none')}</p>;
  const go = (to: number) => setWanted(sections[to]?.code ?? null);
  return (
    <div className={styles.questions}>
      {sections.length > 1 && (
        <nav className={styles.sections} aria-label={t('questions.sections')}>
          {sections.map((section, at) => (
            <button
              key={section.code}
              type="button"
              aria-current={at === place ? 'step' : undefined}
              onClick={() => go(at)}
            >
              {at + 1}. {say(section.title, language) || section.code}
            </button>
          ))}
        </nav>
      )}
      <FormFields
        definition={definition}
        answers={answers}
        faults={faults}
        section={current.code}
        hasHotkeys
        onChange={onChange}
      />
      {sections.length > 1 && (
        <div className={styles.steps}>
          <Button disabled={place === 0} onClick={() => go(place - 1)}>
            {t('questions.back')}
          </Button>
          <Button
            disabled={place === sections.length - 1}
            onClick={() => go(place + 1)}
            data-testid="survey-next-section"
          >
            {t('questions.next')}
          </Button>
        </div>
      )}
    </div>
  );
}
