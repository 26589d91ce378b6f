import type { Section } from '@shared/forms/model';
import { useTranslation } from 'react-i18next';
import styles from './editor.module.css';
import { Pair } from './Pair';

interface SectionEditorProps {
  section: Section;
  onChange: (section: Section) => void;
}

export function SectionEditor({ section, onChange }: SectionEditorProps) {
  const { t } = useTranslation('forms');
  return (
    <div className={styles.editor}>
      <Pair
        labels={[t('editor.titleZh'), t('editor.titleEn')]}
        words={section.title}
        onChange={(title) => onChange({ ...section, title })}
      />
    </div>
  );
}
