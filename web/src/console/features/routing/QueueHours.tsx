import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './editor.module.css';
import { Field } from './Field';
import { calendarsQuery, promptsQuery } from './hours/api';
import { Standing } from './hours/CalendarTable';
import hours from './hours/hours.module.css';
import { type FieldsProps, NumberField, Section } from './QueueFields';

/** When the queue takes calls, what is said when it does not, and what everybody hears before he waits. */
export function QueueHours(fields: FieldsProps) {
  const { t } = useTranslation(['hours', 'routing']);
  const text = useText();
  const { draft, change, faults } = fields;
  const calendars = useQuery(calendarsQuery).data ?? [];
  const chosen = calendars.find((each) => each.calendar_id === draft.calendar_id);
  return (
    <Section title={t('section.hours')} hint={t('queue.hint')}>
      <div className={styles.fields}>
        <Field name="calendar_id" label={t('routing:field.calendar_id')} faults={faults}>
          <Select
            value={draft.calendar_id ?? undefined}
            placeholder={t('roundTheClock')}
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={calendars.map((each) => ({ value: each.calendar_id, label: text(each.name) }))}
            onChange={(id) => change({ calendar_id: id ?? null })}
          />
        </Field>
        <PromptField name="closed_prompt" {...fields} />
        <PromptField name="notice_prompt" {...fields} />
        <NumberField name="short_abandon_s" {...fields} unit={t('routing:unit.s')} />
      </div>
      {chosen && (
        <p data-testid="queue-standing">
          <Standing calendar={chosen} />
        </p>
      )}
    </Section>
  );
}

function PromptField({
  name,
  draft,
  change,
  faults,
}: FieldsProps & { name: 'closed_prompt' | 'notice_prompt' }) {
  const { t } = useTranslation(['hours', 'routing']);
  const text = useText();
  const prompts = useQuery(promptsQuery);
  const value = draft[name];
  const options = (prompts.data ?? []).map((prompt) => ({
    value: prompt.name,
    label: prompt.name,
    hint: [
      text(prompt.text) || t('queue.own'),
      prompt.languages.length === 1 &&
        t(prompt.languages[0] === 'en' ? 'queue.onlyEnglish' : 'queue.onlyChinese'),
    ]
      .filter(Boolean)
      .join(' · '),
  }));
  const isMissing =
    prompts.data !== undefined && value !== null && !options.some((each) => each.value === value);
  if (isMissing) options.unshift({ value, label: value, hint: t('queue.missing', { name: value }) });
  const isOptional = name === 'notice_prompt';
  return (
    <Field
      name={name}
      label={t(`routing:field.${name}`)}
      faults={faults}
      hint={options.find((each) => each.value === value)?.hint}
    >
      <Select
        value={value ?? undefined}
        loading={prompts.isPending}
        allowClear={isOptional}
        placeholder={isOptional ? t('queue.noNotice') : undefined}
        popupMatchSelectWidth={420}
        showSearch={{ filterOption: (words, option) => `${option?.label} ${option?.hint}`.includes(words) }}
        options={options}
        optionRender={({ data }) => (
          <span className={hours.prompt}>
            {data.label}
            <small>{data.hint}</small>
          </span>
        )}
        onChange={(prompt: string | undefined) =>
          change(isOptional ? { notice_prompt: prompt ?? null } : { closed_prompt: prompt ?? 'closed' })
        }
      />
    </Field>
  );
}
