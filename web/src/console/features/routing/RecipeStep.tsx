import { ArrowDownOutlined, ArrowUpOutlined, CloseOutlined } from '@ant-design/icons';
import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, InputNumber, Select } from 'antd';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { actions, queuesQuery, type Step } from './api';
import { type DraftStep, valueKind } from './draft';
import styles from './editor.module.css';
import { Field } from './Field';
import type { Faults } from './faults';
import { useWords } from './words';

interface RecipeStepProps {
  step: DraftStep;
  number: number;
  count: number;
  queueId: string | null;
  faults: Faults;
  onChange: (step: Partial<Step>) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

export function RecipeStep(props: RecipeStepProps) {
  const { step, number, count, faults, onChange, onMove, onRemove } = props;
  const { t } = useTranslation('routing');
  const { step: words } = useWords();
  const field = `recipe.${number}`;
  const moveByKey = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key] as 1 | -1 | undefined;
    if (!event.altKey || !by) return;
    // The number field would count up and down.
    event.preventDefault();
    event.stopPropagation();
    onMove(by);
  };
  return (
    <li className={styles.step} data-testid={`step-${number}`}>
      <span className={styles.stepNumber} aria-hidden>
        {number}
      </span>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid row in every browser */}
      <div
        className={styles.stepFields}
        role="group"
        aria-label={t('step.label', { number, words: words(step) })}
        onKeyDownCapture={moveByKey}
      >
        <Field name={`${field}.after_s`} label={t('step.after')} faults={faults}>
          <InputNumber
            value={step.after_s}
            min={0}
            precision={0}
            suffix={t('unit.s')}
            onChange={(after_s) => after_s !== null && onChange({ after_s })}
          />
        </Field>
        <Condition {...props} field={field} />
        <Field name={`${field}.action`} label={t('step.action')} faults={faults}>
          <Select
            value={step.action}
            options={actions.map((value) => ({ value, label: t(`action.${value}`) }))}
            onChange={(action) =>
              onChange(valueKind(action) === 'by' ? { action, by: step.by || 1 } : { action })
            }
          />
        </Field>
        <Value {...props} field={field} />
      </div>
      <span className={styles.stepButtons}>
        <Button
          size="small"
          type="text"
          icon={<ArrowUpOutlined />}
          aria-label={t('step.up', { number })}
          aria-disabled={number === 1}
          aria-keyshortcuts="Alt+ArrowUp"
          onClick={() => onMove(-1)}
          data-testid={`step-${number}-up`}
        />
        <Button
          size="small"
          type="text"
          icon={<ArrowDownOutlined />}
          aria-label={t('step.down', { number })}
          aria-disabled={number === count}
          aria-keyshortcuts="Alt+ArrowDown"
          onClick={() => onMove(1)}
          data-testid={`step-${number}-down`}
        />
        <Button
          size="small"
          type="text"
          icon={<CloseOutlined />}
          aria-label={t('step.remove', { number })}
          onClick={onRemove}
          data-testid={`step-${number}-remove`}
        />
      </span>
    </li>
  );
}

type PartProps = RecipeStepProps & { field: string };

const conditions = ['always', 'overLength', 'unstaffed', 'both'] as const;
const DEFAULT_LENGTH = 5;

function Condition({ step, field, faults, onChange }: PartProps) {
  const { t } = useTranslation('routing');
  const isLength = step.over_length !== null;
  const current = conditions[(isLength ? 1 : 0) + (step.if_unstaffed ? 2 : 0)];
  const choose = (condition: (typeof conditions)[number]) =>
    onChange({
      over_length:
        condition === 'overLength' || condition === 'both' ? (step.over_length ?? DEFAULT_LENGTH) : null,
      if_unstaffed: condition === 'unstaffed' || condition === 'both',
    });
  return (
    <div className={styles.condition} data-has-length={isLength}>
      <Field name={`${field}.if_unstaffed`} label={t('step.condition')} faults={faults}>
        <Select
          value={current}
          options={conditions.map((value) => ({ value, label: t(`condition.${value}`) }))}
          onChange={choose}
        />
      </Field>
      {isLength && (
        <Field name={`${field}.over_length`} label={t('step.overLength')} faults={faults}>
          <InputNumber
            value={step.over_length}
            min={0}
            precision={0}
            suffix={t('unit.calls')}
            onChange={(over_length) => over_length !== null && onChange({ over_length })}
          />
        </Field>
      )}
    </div>
  );
}

function Value({ step, field, faults, queueId, onChange }: PartProps) {
  const { t } = useTranslation('routing');
  const text = useText();
  const queues = useQuery(queuesQuery).data ?? [];
  switch (valueKind(step.action)) {
    case 'by':
      return (
        <Field name={`${field}.by`} label={t('step.by')} faults={faults}>
          <InputNumber
            value={step.by}
            min={0}
            precision={0}
            suffix={t('unit.levels')}
            onChange={(by) => by !== null && onChange({ by })}
          />
        </Field>
      );
    case 'queue':
      return (
        <Field name={`${field}.queue_id`} label={t('step.queue')} faults={faults}>
          <Select
            value={step.queue_id ?? undefined}
            placeholder={t('step.chooseQueue')}
            showSearch={{ optionFilterProp: 'label' }}
            options={queues
              .filter((queue) => queue.queue_id !== queueId)
              .map((queue) => ({ value: queue.queue_id, label: text(queue.name) }))}
            onChange={(queue_id) => onChange({ queue_id })}
          />
        </Field>
      );
    case 'value':
      return (
        <Field
          name={`${field}.value`}
          label={t(step.action === 'announce' ? 'step.prompt' : 'step.number')}
          faults={faults}
        >
          <Input
            value={step.value}
            spellCheck={false}
            inputMode={step.action === 'announce' ? 'text' : 'tel'}
            onChange={(event) => onChange({ value: event.target.value })}
          />
        </Field>
      );
    case 'none':
      return <span />;
  }
}
