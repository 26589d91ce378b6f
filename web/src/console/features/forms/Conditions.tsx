import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { bounds } from '@shared/forms/check';
import type { Condition, Definition, Item, Op } from '@shared/forms/model';
import { range } from '@shared/forms/words';
import { Button, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import * as edit from './edit';
import styles from './editor.module.css';
import { RowTool } from './Options';
import { useFormWords } from './words';

interface ConditionsProps {
  title: string;
  hint?: string;
  definition: Definition;
  /** What may be looked at. */
  before: Item[];
  conditions: Condition[];
  onChange: (conditions: Condition[]) => void;
}

/** Conditions as rows: which item, how, with what. */
export function Conditions({ title, hint, definition, before, conditions, onChange }: ConditionsProps) {
  const { t } = useTranslation('forms');
  const { nameOf } = useFormWords(definition);
  const add = () => {
    const item = before.at(-1);
    const [op] = edit.opsOf(item);
    if (item && op) onChange([...conditions, first(item, op)]);
  };
  return (
    <fieldset className={styles.group}>
      <legend>{title}</legend>
      {hint && conditions.length === 0 && <small>{hint}</small>}
      {conditions.map((condition, place) => {
        const item = before.find(({ code }) => code === condition.item);
        const change = (next: Condition) => onChange(conditions.with(place, next));
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no names
          <div key={place} className={styles.condition}>
            <Select
              value={condition.item}
              aria-label={t('editor.conditionItem')}
              options={before.map((each) => ({ value: each.code, label: nameOf(each) }))}
              onChange={(code: string) => {
                const next = before.find((each) => each.code === code);
                const [op] = edit.opsOf(next);
                if (next && op) change(first(next, op));
              }}
            />
            <Select
              value={condition.op}
              aria-label={t('editor.conditionOp')}
              options={edit.opsOf(item).map((op) => ({ value: op, label: t(`op.${op}`) }))}
              onChange={(op: Op) => item && change(first(item, op, condition.values))}
            />
            <Value definition={definition} item={item} condition={condition} onChange={change} />
            <RowTool
              label={`${t('remove')} ${place + 1}`}
              icon={<DeleteOutlined />}
              onClick={() => onChange(conditions.toSpliced(place, 1))}
            />
          </div>
        );
      })}
      {before.length > 0 && (
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={add}>
          {t('editor.addCondition')}
        </Button>
      )}
    </fieldset>
  );
}

/** A condition that makes sense to begin with. */
function first(item: Item, op: Op, values: Condition['values'] = []): Condition {
  if (op === 'answered' || op === 'unanswered') return { item: item.code, op };
  const some =
    item.kind === 'single' || item.kind === 'multi' ? item.options?.[0]?.code : Math.max(0, bounds(item)[0]);
  const isOne = op === 'at_least' || op === 'at_most';
  const kept = isOne ? values.slice(0, 1) : values;
  return { item: item.code, op, values: kept.length > 0 || some === undefined ? kept : [some] };
}

interface ValueProps {
  definition: Definition;
  item: Item | undefined;
  condition: Condition;
  onChange: (condition: Condition) => void;
}

function Value({ definition, item, condition, onChange }: ValueProps) {
  const { t } = useTranslation('forms');
  const { optionOf } = useFormWords(definition);
  const { op, values = [] } = condition;
  if (!item || op === 'answered' || op === 'unanswered') return <span />;
  const label = t('editor.conditionValue');
  if (item.kind === 'number')
    return (
      <InputNumber
        value={typeof values[0] === 'number' ? values[0] : null}
        aria-label={label}
        onChange={(value) => onChange({ ...condition, values: value === null ? [] : [value] })}
      />
    );
  const choices =
    item.kind === 'scale' || item.kind === 'nps'
      ? range(...bounds(item)).slice(0, 11)
      : (item.options ?? []).map(({ code }) => code);
  const options = choices.map((value) => ({ value, label: optionOf(item, value) }));
  if (op === 'at_least' || op === 'at_most')
    return (
      <Select
        value={values[0] ?? null}
        aria-label={label}
        options={options}
        onChange={(value: string | number | null) =>
          onChange({ ...condition, values: value === null ? [] : [value] })
        }
      />
    );
  return (
    <Select
      mode="multiple"
      value={values}
      aria-label={label}
      options={options}
      onChange={(next: (string | number)[]) => onChange({ ...condition, values: next })}
    />
  );
}
