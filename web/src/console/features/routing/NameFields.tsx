import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { Field } from './Field';
import type { Faults } from './faults';

export interface Name {
  'zh-CN': string;
  en: string;
}

interface NameFieldsProps {
  name: Name;
  faults: Faults;
  onChange: (name: Name, field: string) => void;
  autoFocus?: boolean;
}

/** The two names that queues, skills and calendars have. */
export function NameFields({ name, faults, onChange, autoFocus = false }: NameFieldsProps) {
  const { t } = useTranslation('routing');
  return (
    <>
      <Field name="name.zh-CN" label={t('field.nameZh')} faults={faults}>
        <Input
          value={name['zh-CN']}
          lang="zh-CN"
          autoFocus={autoFocus}
          onChange={(event) => onChange({ ...name, 'zh-CN': event.target.value }, 'name.zh-CN')}
        />
      </Field>
      <Field name="name.en" label={t('field.nameEn')} faults={faults}>
        <Input
          value={name.en}
          lang="en"
          onChange={(event) => onChange({ ...name, en: event.target.value }, 'name.en')}
        />
      </Field>
    </>
  );
}
