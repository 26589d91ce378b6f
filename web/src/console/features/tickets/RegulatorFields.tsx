import { useText } from '@shared/i18n';
import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { RegulatorCase, Settings } from './api';
import { Field } from './Field';
import { noRegulator } from './subject';
import styles from './tickets.module.css';
import type { Faults } from './useAcceptance';

interface RegulatorFieldsProps {
  value: RegulatorCase;
  regulators: Settings['regulators'];
  faults: Faults;
  onChange: (value: RegulatorCase) => void;
}

/** Through whom a complaint has come, under which number, and until when he wants it answered. */
export function RegulatorFields({ value, regulators, faults, onChange }: RegulatorFieldsProps) {
  const { t } = useTranslation('tickets');
  const text = useText();
  const options = regulators
    .filter(({ is_active, code }) => is_active || code === value.code)
    .toSorted((a, b) => a.position - b.position)
    .map(({ code, name }) => ({ value: code, label: text(name) }));
  if (options.length === 0) return null;
  return (
    <>
      <Field name="regulator.code" label={t('field.regulator')} faults={faults}>
        <Select
          value={value.code || null}
          allowClear
          placeholder={t('field.noRegulator')}
          options={options}
          onChange={(code) => onChange(code ? { ...value, code } : noRegulator)}
          data-testid="acceptance-regulator"
        />
      </Field>
      {value.code && (
        <div className={styles.case}>
          <Field name="regulator.case_no" label={t('field.caseNo')} faults={faults}>
            <Input
              value={value.case_no}
              maxLength={100}
              onChange={({ target }) => onChange({ ...value, case_no: target.value })}
              data-testid="acceptance-case-no"
            />
          </Field>
          <Field name="regulator.received_on" label={t('field.receivedOn')} faults={faults}>
            <Input
              type="date"
              value={value.received_on}
              onChange={({ target }) => onChange({ ...value, received_on: target.value })}
            />
          </Field>
          <Field name="regulator.due_at" label={t('field.regulatorDue')} faults={faults}>
            <Input
              type="datetime-local"
              value={value.due_at}
              onChange={({ target }) => onChange({ ...value, due_at: target.value })}
            />
          </Field>
        </div>
      )}
    </>
  );
}
