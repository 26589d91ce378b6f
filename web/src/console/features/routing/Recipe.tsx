import { PlusOutlined } from '@ant-design/icons';
import { Unseen } from '@shared/ui/Unseen';
import { Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addStep, type DraftStep, moveStep } from './draft';
import styles from './editor.module.css';
import { SectionFault } from './Field';
import { fieldId } from './faults';
import { type FieldsProps, Section } from './QueueFields';
import { RecipeStep } from './RecipeStep';

const STEPS_MAX = 20;

/** What happens to calls that wait, step by step. */
export function Recipe({ draft, change, faults, queueId }: FieldsProps & { queueId: string | null }) {
  const { t } = useTranslation('routing');
  const { recipe } = draft;
  const [said, say] = useState('');
  const focusLater = useFocusAfterRender();

  const set = (index: number, step: Partial<DraftStep>) =>
    change(
      { recipe: recipe.map((each, at) => (at === index ? { ...each, ...step } : each)) },
      `recipe.${index + 1}`,
    );
  const move = (from: number, to: number) => {
    if (to < 0 || to >= recipe.length) return;
    change({ recipe: moveStep(recipe, from, to) });
    say(t('step.moved', { number: to + 1, count: recipe.length }));
  };
  const remove = (index: number) => {
    change({ recipe: recipe.filter((_, at) => at !== index) });
    say(t('step.removed'));
    const next = Math.min(index, recipe.length - 2) + 1;
    focusLater(next > 0 ? fieldId(`recipe.${next}.after_s`) : ADD);
  };
  const add = () => {
    change({ recipe: addStep(recipe) });
    focusLater(fieldId(`recipe.${recipe.length + 1}.after_s`));
  };

  return (
    <Section title={t('field.recipe')} hint={t('step.hint')}>
      <SectionFault name="recipe" faults={faults} />
      {recipe.length === 0 && <p className={styles.nothing}>{t('step.none')}</p>}
      <ol className={styles.rows} data-testid="recipe">
        {recipe.map((step, index) => (
          <RecipeStep
            key={step.key}
            step={step}
            number={index + 1}
            count={recipe.length}
            queueId={queueId}
            faults={faults}
            onChange={(changed) => set(index, changed)}
            onMove={(by) => move(index, index + by)}
            onRemove={() => remove(index)}
          />
        ))}
      </ol>
      <Button
        id={ADD}
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        disabled={recipe.length >= STEPS_MAX}
        onClick={add}
        data-testid="step-add"
      >
        {t('step.add')}
      </Button>
      <Unseen role="status">{said}</Unseen>
    </Section>
  );
}

const ADD = 'routing-step-add';

/** Go to an element that is there only once the change has been drawn. */
function useFocusAfterRender(): (id: string) => void {
  const due = useRef<string | null>(null);
  useEffect(() => {
    if (due.current) document.getElementById(due.current)?.focus();
    due.current = null;
  });
  return (id) => {
    due.current = id;
  };
}
