import { type Definition, type Item, type Kind, kinds } from '@shared/forms/model';
import { Checkbox, Input, InputNumber, Select } from 'antd';
import { cloneElement, type ReactElement, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Conditions } from './Conditions';
import * as edit from './edit';
import styles from './editor.module.css';
import { Jumps } from './Jumps';
import { Options } from './Options';
import { Pair } from './Pair';

interface ItemEditorProps {
  definition: Definition;
  place: edit.Place;
  item: Item;
  onChange: (definition: Definition) => void;
}

const bounded = new Set<Kind>(['text', 'address', 'number', 'scale', 'multi', 'photo']);
const counted = new Set<Kind>(['text', 'address', 'multi', 'photo']);

/** Everything that one item is. */
export function ItemEditor({ definition, place, item, onChange }: ItemEditorProps) {
  const { t } = useTranslation('forms');
  const change = (next: Item) => onChange(edit.changeItem(definition, place, next));
  const set = <K extends keyof Item>(key: K, value: Item[K] | null | undefined) =>
    change(edit.put(item, key, value));
  const isAsked = item.kind !== 'info';
  const shared = { definition, item, onChange: change };
  return (
    <div className={styles.editor}>
      <div className={styles.row}>
        <Labelled label={t('editor.kind')}>
          <Select
            value={item.kind}
            options={kinds.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))}
            onChange={(kind: Kind) => change(edit.asKind(item, kind))}
          />
        </Labelled>
        <Code
          key={item.code}
          definition={definition}
          code={item.code}
          onChange={(code) => onChange(edit.recode(definition, place, code))}
        />
        {isAsked && (
          <Checkbox
            className={styles.tick}
            checked={item.is_required ?? false}
            onChange={(event) => set('is_required', event.target.checked)}
          >
            {t('editor.required')}
          </Checkbox>
        )}
      </div>
      <Pair
        isLong
        labels={[t('editor.labelZh'), t('editor.labelEn')]}
        words={item.label}
        onChange={(label) => change({ ...item, label })}
      />
      <Pair
        labels={[t('editor.hintZh'), t('editor.hintEn')]}
        words={item.hint ?? {}}
        onChange={(hint) => set('hint', Object.keys(hint).length > 0 ? hint : null)}
      />
      {(item.kind === 'single' || item.kind === 'multi' || item.kind === 'scale') && (
        <Options item={item} onChange={change} />
      )}
      <div className={styles.row}>
        {bounded.has(item.kind) &&
          (['min', 'max'] as const).map((edge) => (
            <Labelled
              key={edge}
              label={t(`editor.${counted.has(item.kind) ? (edge === 'min' ? 'least' : 'most') : edge}`)}
            >
              <InputNumber
                value={item[edge] ?? null}
                {...(item.kind === 'number' ? {} : { precision: 0, min: 0 })}
                onChange={(value) => set(edge, value)}
              />
            </Labelled>
          ))}
        {item.kind === 'number' && (
          <Checkbox
            className={styles.tick}
            checked={item.is_whole ?? false}
            onChange={(event) => set('is_whole', event.target.checked)}
          >
            {t('editor.whole')}
          </Checkbox>
        )}
        {(item.kind === 'text' || item.kind === 'address') && (
          <Labelled label={t('editor.pattern')}>
            <Input
              value={item.pattern ?? ''}
              maxLength={100}
              spellCheck={false}
              onChange={(event) => set('pattern', event.target.value)}
            />
          </Labelled>
        )}
        {isAsked && item.kind !== 'photo' && item.kind !== 'signature' && (
          <Labelled label={t('editor.prefill')} hint={t('editor.prefillHint')}>
            <Input
              value={item.prefill ?? ''}
              maxLength={60}
              spellCheck={false}
              onChange={(event) => set('prefill', event.target.value.toLowerCase().replace(/[^a-z_.]/g, ''))}
            />
          </Labelled>
        )}
        {item.options?.some((option) => option.score !== undefined) && (
          <Labelled label={t('editor.satisfiedFrom')}>
            <InputNumber
              value={item.satisfied_from ?? null}
              min={0}
              max={1000}
              precision={0}
              onChange={(value) => set('satisfied_from', value)}
            />
          </Labelled>
        )}
      </div>
      <Conditions
        title={t('editor.showIf')}
        hint={t('editor.showIfHint')}
        definition={definition}
        before={edit.earlier(definition, place)}
        conditions={item.show_if ?? []}
        onChange={(conditions) => set('show_if', conditions)}
      />
      {isAsked && <Jumps {...shared} place={place} />}
    </div>
  );
}

interface LabelledProps {
  label: string;
  hint?: string;
  children: ReactElement<Record<string, unknown>>;
}

function Labelled({ label, hint, children }: LabelledProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id, ...(hint ? { 'aria-describedby': `${id}-hint` } : {}) })}
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}

interface CodeProps {
  definition: Definition;
  code: string;
  onChange: (code: string) => void;
}

/** The code is taken over when one leaves the field, so that what refers to it follows a whole word. */
function Code({ definition, code, onChange }: CodeProps) {
  const { t } = useTranslation('forms');
  const id = useId();
  const [text, setText] = useState(code);
  const isTaken = text !== code && edit.placeOf(definition, text) !== null;
  const isWrong = !edit.codePattern.test(text) || text === 'end' || isTaken;
  return (
    <div className={styles.field} data-wrong={isWrong}>
      <label htmlFor={id}>{t('editor.itemCode')}</label>
      <Input
        id={id}
        value={text}
        maxLength={40}
        spellCheck={false}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-fault` : undefined}
        {...(isWrong ? { status: 'error' as const } : {})}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => (isWrong ? setText(code) : text !== code && onChange(text))}
      />
      {isWrong && (
        <small id={`${id}-fault`} role="alert">
          {t('editor.codeWrong')}
        </small>
      )}
    </div>
  );
}
