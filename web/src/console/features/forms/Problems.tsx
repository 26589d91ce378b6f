import { CheckCircleOutlined } from '@ant-design/icons';
import type { Definition } from '@shared/forms/model';
import { useTranslation } from 'react-i18next';
import type { Problem } from './api';
import styles from './forms.module.css';
import type { Saving } from './useFormDraft';
import { useFormWords } from './words';

interface ProblemsProps {
  problems: Problem[];
  definition: Definition;
  saving: Saving;
  onFind: (field: string) => void;
}

/** Everything that stops publishing, as the server sees the saved draft; each leads to its place. */
export function Problems({ problems, definition, saving, onFind }: ProblemsProps) {
  const { t, i18n } = useTranslation('forms');
  const { items, nameOf } = useFormWords(definition);
  const sentence = ({ code, facts }: Problem) => {
    const known = i18n.exists(`problems.${code}`, { ns: 'forms' });
    const number = typeof facts.jump === 'number' ? facts.jump + 1 : 0;
    const words = {
      ...facts,
      ...(facts.language ? { language: t(facts.language === 'en' ? 'editor.en' : 'editor.zh') } : {}),
      ...(facts.part
        ? { part: `${t(`part.${facts.part}` as 'part.label')} ${facts.option ?? ''}`.trim() }
        : {}),
      ...(facts.property ? { property: t(`property.${facts.property}` as 'property.min') } : {}),
    };
    return t(`problems.${known ? code : 'other'}` as 'problems.other', { ...words, number, code });
  };
  const where = ({ field }: Problem) => {
    const [kind, code] = field.split('.');
    const item = kind === 'items' && items.find((each) => each.code === code);
    return item ? nameOf(item) : code;
  };
  return (
    <section className={styles.problems} aria-label={t('problems.label')} data-testid="problems">
      <p role="status">
        {saving === 'dirty' || saving === 'busy'
          ? t('problems.checking')
          : problems.length > 0 && t('problems.count', { count: problems.length })}
        {saving !== 'dirty' && saving !== 'busy' && problems.length === 0 && (
          <>
            <CheckCircleOutlined /> {t('problems.none')}
          </>
        )}
      </p>
      {problems.length > 0 && (
        <ul>
          {problems.map((problem) => (
            <li key={`${problem.field} ${problem.code} ${JSON.stringify(problem.facts)}`}>
              {problem.field ? (
                <button type="button" onClick={() => onFind(problem.field)}>
                  <b>{where(problem)}</b> {sentence(problem)}
                </button>
              ) : (
                <span>{sentence(problem)}</span>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
