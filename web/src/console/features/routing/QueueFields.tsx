import { Input, InputNumber, Select, Switch } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type QueueSettings, recordings, strategies, wrapUpModes } from './api';
import type { Draft } from './draft';
import styles from './editor.module.css';
import { Field } from './Field';
import type { Faults } from './faults';
import { NameFields } from './NameFields';
import { useNetworks } from './words';

export interface FieldsProps {
  draft: Draft;
  change: (settings: Partial<Draft>, field?: string) => void;
  faults: Faults;
}

/** A titled part of the editor. */
export function Section({ title, hint, children }: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h3>
        {title}
        {hint && <small>{hint}</small>}
      </h3>
      {children}
    </section>
  );
}

export function Basics({ draft, change, faults }: FieldsProps) {
  const { t } = useTranslation('routing');
  const networks = useNetworks();
  return (
    <Section title={t('section.basics')}>
      <div className={styles.fields}>
        <NameFields name={draft.name} faults={faults} onChange={(name, field) => change({ name }, field)} />
        <Field name="code" label={t('field.code')} faults={faults}>
          <Input
            value={draft.code}
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => change({ code: event.target.value })}
          />
        </Field>
        <Field name="local_network_id" label={t('field.local_network_id')} faults={faults}>
          <Select
            value={draft.local_network_id ?? undefined}
            placeholder={t('wholeTenant')}
            allowClear={networks.isEverywhere}
            showSearch={{ optionFilterProp: 'label' }}
            options={networks.options}
            onChange={(id) => change({ local_network_id: id ?? null })}
          />
        </Field>
        <Field
          name="direct_number"
          label={t('field.direct_number')}
          faults={faults}
          hint={draft.direct_number ? t('directHint') : undefined}
        >
          <Input
            value={draft.direct_number ?? ''}
            placeholder={t('empty.noNumber')}
            inputMode="tel"
            spellCheck={false}
            onChange={(event) => change({ direct_number: event.target.value.trim() || null })}
          />
        </Field>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the switch is inside */}
        <label className={styles.switch}>
          <Switch
            size="small"
            checked={draft.is_open}
            aria-label={t('field.is_open')}
            onChange={(is_open) => change({ is_open })}
          />
          {t(draft.is_open ? 'openHint' : 'closedHint')}
        </label>
      </div>
    </Section>
  );
}

type NumberName = {
  [Name in keyof QueueSettings]: QueueSettings[Name] extends number | null ? Name : never;
}[keyof QueueSettings];

/** What a setting that is left empty means; the others keep their last value. */
const empty = { ageing_s: 'never', max_wait_s: 'unlimited', max_length: 'unlimited' } as const;

export function NumberField({ name, unit, ...fields }: FieldsProps & { name: NumberName; unit?: string }) {
  const { t } = useTranslation('routing');
  const isOptional = name in empty;
  return (
    <Field name={name} label={t(`field.${name}`)} faults={fields.faults}>
      <InputNumber
        value={fields.draft[name]}
        min={0}
        precision={0}
        suffix={unit}
        placeholder={isOptional ? t(`empty.${empty[name as keyof typeof empty]}`) : undefined}
        onChange={(value) => {
          if (value !== null || isOptional) fields.change({ [name]: value });
        }}
      />
    </Field>
  );
}

export function Distribution(fields: FieldsProps) {
  const { t } = useTranslation('routing');
  const { draft, change, faults } = fields;
  return (
    <Section title={t('section.distribution')}>
      <div className={styles.fields}>
        <Field name="strategy" label={t('field.strategy')} faults={faults}>
          <Select
            value={draft.strategy}
            options={strategies.map((value) => ({ value, label: t(`strategy.${value}`) }))}
            onChange={(strategy) => change({ strategy })}
          />
        </Field>
        <NumberField name="priority" {...fields} unit={t('unit.priority')} />
        <NumberField name="ageing_s" {...fields} unit={t('unit.ageing')} />
        <NumberField name="last_agent_s" {...fields} unit={t('unit.s')} />
      </div>
    </Section>
  );
}

export function Waiting(fields: FieldsProps) {
  const { t } = useTranslation('routing');
  return (
    <Section title={t('section.waiting')}>
      <div className={styles.fields}>
        <NumberField name="ring_timeout_s" {...fields} unit={t('unit.s')} />
        <NumberField name="ring_no_answer_limit" {...fields} unit={t('unit.calls')} />
        <NumberField name="max_wait_s" {...fields} unit={t('unit.s')} />
        <NumberField name="max_length" {...fields} unit={t('unit.calls')} />
      </div>
    </Section>
  );
}

export function WrapUp(fields: FieldsProps) {
  const { t } = useTranslation('routing');
  const { draft, change, faults } = fields;
  return (
    <Section title={t('section.wrapUp')}>
      <div className={styles.fields}>
        <Field name="wrap_up_mode" label={t('field.wrap_up_mode')} faults={faults}>
          <Select
            value={draft.wrap_up_mode}
            options={wrapUpModes.map((value) => ({ value, label: t(`wrapUpMode.${value}`) }))}
            onChange={(wrap_up_mode) => change({ wrap_up_mode })}
          />
        </Field>
        <NumberField name="wrap_up_s" {...fields} unit={t('unit.s')} />
        <Field name="recording" label={t('field.recording')} faults={faults}>
          <Select
            value={draft.recording}
            options={recordings.map((value) => ({ value, label: t(`recording.${value}`) }))}
            onChange={(recording) => change({ recording })}
          />
        </Field>
      </div>
    </Section>
  );
}
