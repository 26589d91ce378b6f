import { useText } from '@shared/i18n';
import { Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { cloneElement, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choices, type Option, type SourceKind, sourceKinds } from './api';
import type { GroupDraft } from './group';
import styles from './survey.module.css';

interface GroupFieldsProps {
  draft: GroupDraft;
  choices: Choices;
  /** Codes of what is wrong, by the server's name of the field. */
  faults: Record<string, string>;
  onChange: (change: Partial<GroupDraft>) => void;
}

const numbers = ['attempts_max', 'days_back', 'sample_pct', 'quiet_days', 'satisfied_pct'] as const;
const faultCodes = [
  'code-malformed',
  'words-missing',
  'calendar-unknown',
  'form-not-published',
  'clock-malformed',
  'out-of-range',
  'sources-missing',
] as const;

/** What a survey group consists of. */
export function GroupFields({ draft, choices, faults, onChange }: GroupFieldsProps) {
  const { t } = useTranslation('survey');
  const text = useText();
  const options = (of: Option[]) => of.map(({ value, name }) => ({ value, label: text(name) || value }));
  const field = (
    name: string,
    label: string,
    control: ReactElement<Record<string, unknown>>,
    hint?: string,
  ) => {
    const id = `survey-group-${name.replaceAll('.', '-')}`;
    const fault = faults[name];
    const known = faultCodes.find((code) => code === fault);
    return (
      <Form.Item
        label={label}
        htmlFor={id}
        extra={hint}
        {...(fault
          ? { validateStatus: 'error' as const, help: t(known ? `fault.${known}` : 'fault.other') }
          : {})}
      >
        {cloneElement(control, { id })}
      </Form.Item>
    );
  };
  const several = (name: 'orderTypes' | 'categories' | 'areas' | 'networks', of: Option[]) =>
    field(
      name,
      t(`editor.${name}`),
      <Select
        mode="multiple"
        value={draft[name]}
        options={options(of)}
        placeholder={t('editor.everything')}
        showSearch={{ optionFilterProp: 'label' }}
        onChange={(value: string[]) => onChange({ [name]: value })}
      />,
    );
  const words = (name: 'name' | 'script', language: 'zh-CN' | 'en') => {
    const shared = {
      value: draft[name][language],
      lang: language,
      onChange: (event: { target: { value: string } }) =>
        onChange({ [name]: { ...draft[name], [language]: event.target.value } }),
    };
    return field(
      `${name}.${language}`,
      t(`editor.${name}${language === 'en' ? 'En' : 'Zh'}`),
      name === 'name' ? (
        <Input {...shared} />
      ) : (
        <Input.TextArea {...shared} autoSize={{ minRows: 2, maxRows: 6 }} />
      ),
    );
  };
  return (
    <>
      <div className={styles.pair}>
        {words('name', 'zh-CN')}
        {words('name', 'en')}
        {field(
          'code',
          t('editor.code'),
          <Input
            value={draft.code}
            spellCheck={false}
            onChange={(event) => onChange({ code: event.target.value })}
          />,
          t('editor.codeHint'),
        )}
        {field(
          'form_code',
          t('editor.form'),
          <Select
            value={draft.form_code || null}
            options={options(choices.questionnaires)}
            notFoundContent={t('editor.noForms')}
            onChange={(form_code: string) => onChange({ form_code })}
          />,
        )}
        {field(
          'calendar_id',
          t('editor.calendar'),
          <Select
            value={draft.calendar_id || null}
            options={options(choices.calendars)}
            onChange={(calendar_id: string) => onChange({ calendar_id })}
          />,
          t('editor.calendarHint'),
        )}
        {field(
          'sources',
          t('editor.sources'),
          <Select
            mode="multiple"
            value={draft.kinds}
            options={sourceKinds.map((kind) => ({ value: kind, label: t(`source.${kind}`) }))}
            onChange={(kinds: SourceKind[]) => onChange({ kinds })}
          />,
        )}
        {draft.kinds.includes('work_order') && several('orderTypes', choices.work_order_types)}
        {draft.kinds.includes('work_order') && several('areas', choices.areas)}
        {draft.kinds.includes('complaint') && several('categories', choices.complaint_categories)}
        {draft.kinds.some((kind) => kind !== 'file') && several('networks', choices.local_networks)}
        {field(
          'import_at',
          t('editor.import_at'),
          <Input value={draft.import_at} onChange={(event) => onChange({ import_at: event.target.value })} />,
          t('editor.importHint'),
        )}
        {field(
          'retry_after_min',
          t('editor.retry'),
          <Input value={draft.retry} onChange={(event) => onChange({ retry: event.target.value })} />,
          t('editor.retryHint'),
        )}
        {numbers.map((name) => (
          <div key={name}>
            {field(
              name,
              t(`editor.${name}`),
              <InputNumber
                value={draft[name]}
                precision={0}
                min={0}
                max={1000}
                onChange={(value: number | null) => onChange({ [name]: value ?? 0 })}
              />,
            )}
          </div>
        ))}
      </div>
      {words('script', 'zh-CN')}
      {words('script', 'en')}
      <Checkbox checked={draft.is_active} onChange={(event) => onChange({ is_active: event.target.checked })}>
        {t('editor.isActive')}
      </Checkbox>
    </>
  );
}
