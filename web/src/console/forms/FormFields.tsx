import type { Answer, Answers, Definition, Fault, Item, Section } from '@shared/forms/model';
import { visit } from '@shared/forms/walk';
import { say } from '@shared/forms/words';
import { type Language, useLanguage } from '@shared/i18n';
import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Answered } from './Answered';
import { Control } from './Control';
import { FieldFrame, fieldId } from './FieldFrame';
import styles from './fields.module.css';
import { keysOf, useChoiceKeys } from './useChoiceKeys';

export interface FormFieldsProps {
  definition: Definition;
  answers: Answers;
  /** Called with all answers and the code of the item that has changed; a cleared answer is left out. */
  onChange?: (answers: Record<string, Answer>, item: string) => void;
  /** What is wrong, shown at the fields; whenever this array is another one, the focus goes to its first field. */
  faults?: readonly Fault[];
  /** The code of the only section to show; all of them when left out. */
  section?: string;
  /** Let 1-9 (0-9 of a rating) choose, in the question that has the focus or else in the first one to answer. */
  hasHotkeys?: boolean;
  /** Show the answers as text. */
  isReadOnly?: boolean;
  /** Of the form's words and our own; the console's when left out. */
  language?: Language;
  /** Where a photo or signature lies; without it they are only counted. */
  fileUrl?: (item: Item, file: string) => string;
}

/** A form as far as it is asked, given the answers: what is skipped is not there. Validates nothing by itself. */
export function FormFields(props: FormFieldsProps) {
  const { definition, answers, section: only, hasHotkeys = false, isReadOnly = false } = props;
  const consoleLanguage = useLanguage();
  const language = props.language ?? consoleLanguage;
  const { t } = useTranslation('answers', { lng: language });
  const formId = useId();
  const box = useRef<HTMLDivElement>(null);
  const visits = visit(definition, answers);
  const asked = new Set(visits.map(({ item }) => item.code));
  const sections = (definition.sections ?? []).flatMap((section) => {
    const items = (section.items ?? []).filter((item) => asked.has(item.code));
    return items.length > 0 && (only === undefined || section.code === only) ? [{ ...section, items }] : [];
  });
  const shown = new Set(sections.flatMap((section) => section.items.map((item) => item.code)));
  const change = (item: Item, answer: Answer) => {
    const { [item.code]: _, ...others } = answers;
    const isCleared = answer === undefined || answer === null || answer === '';
    props.onChange?.(isCleared ? others : { ...others, [item.code]: answer }, item.code);
  };
  const current = visits.find(
    ({ item, answer }) => shown.has(item.code) && answer === undefined && keysOf(item).length > 0,
  )?.item;
  useChoiceKeys({ isOn: hasHotkeys && !isReadOnly, box, visits, shown, current, change });
  useFocusOnFaults(formId, props.faults);
  if (sections.length === 0) return <p className={styles.nobody}>{t('nobody')}</p>;
  return (
    <div ref={box} className={styles.form} lang={language} data-testid="form-fields">
      {sections.map((section) => (
        <Part key={section.code} section={section} language={language} id={`${formId}-${section.code}`}>
          {section.items?.map((item) => {
            const shared = { item, language, formId };
            const fault = props.faults?.find((each) => each.item === item.code);
            const hasKeys = hasHotkeys && item === current;
            return (
              <FieldFrame key={item.code} {...shared} fault={fault} isReadOnly={isReadOnly} hasKeys={hasKeys}>
                {isReadOnly ? (
                  <Answered {...shared} answer={answers[item.code]} fileUrl={props.fileUrl} />
                ) : (
                  <Control
                    {...shared}
                    answer={answers[item.code]}
                    isWrong={fault !== undefined}
                    hasKeys={hasKeys}
                    onChange={(answer) => change(item, answer)}
                  />
                )}
              </FieldFrame>
            );
          })}
        </Part>
      ))}
    </div>
  );
}

interface PartProps {
  section: Section;
  language: Language;
  id: string;
  children: ReactNode;
}

function Part({ section, language, id, children }: PartProps) {
  return (
    <section aria-labelledby={id} className={styles.part}>
      <h3 id={id}>{say(section.title, language) || section.code}</h3>
      {children}
    </section>
  );
}

/** Go to the first field that is wrong, once for each finding. */
function useFocusOnFaults(formId: string, faults: readonly Fault[] | undefined) {
  useEffect(() => {
    const places = (faults ?? [])
      .map((fault) => document.getElementById(fieldId(formId, fault.item)))
      .filter((element) => element !== null)
      .toSorted((a, b) => (a.compareDocumentPosition(b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    const [first] = places;
    const control = first?.matches('input, textarea')
      ? first
      : first?.querySelector<HTMLElement>('input, textarea');
    (control as HTMLElement | null | undefined)?.focus();
  }, [faults, formId]);
}
