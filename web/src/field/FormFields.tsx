import { bounds } from '@shared/forms/check';
import type { Answer, Definition, Fault, Item } from '@shared/forms/model';
import { visit } from '@shared/forms/walk';
import { range, say } from '@shared/forms/words';
import { Fragment, type ReactNode } from 'react';
import { faultText, t, useLanguage } from './i18n';

interface FormFieldsProps {
  definition: Definition;
  answers: Record<string, Answer>;
  faults: readonly Fault[];
  /** Codes of items that are answered elsewhere on the page. */
  hidden: ReadonlySet<string>;
  photos: (title: ReactNode, fault: string) => ReactNode;
  signature: (title: ReactNode, fault: string) => ReactNode;
  onChange: (answers: Record<string, Answer>) => void;
}

/** A form with the browser's own controls, as far as it is asked. */
export function FormFields(props: FormFieldsProps) {
  const { definition, answers, faults, hidden, photos, signature, onChange } = props;
  const language = useLanguage();
  const change = (item: Item, answer: Answer) => {
    const { [item.code]: _, ...others } = answers;
    onChange(answer === undefined || answer === '' ? others : { ...others, [item.code]: answer });
  };
  return visit(definition, answers).map(({ item }) => {
    const fault = faults.find((each) => each.item === item.code);
    const label = say(item.label, language) || item.code;
    const hint = say(item.hint, language);
    const notes = (
      <>
        {hint && <small className="hint">{hint}</small>}
        {fault && (
          <small className="fault" role="alert">
            {faultText(fault.code, fault.facts)}
          </small>
        )}
      </>
    );
    if (hidden.has(item.code)) return null;
    const name = (
      <>
        {label}
        {item.is_required && <span className="star"> {t('required')}</span>}
      </>
    );
    if (item.kind === 'photo' || item.kind === 'signature') {
      const what = fault ? faultText(fault.code, fault.facts) : '';
      return (
        <Fragment key={item.code}>
          {item.kind === 'photo' ? photos(name, what) : signature(name, what)}
        </Fragment>
      );
    }
    if (item.kind === 'info')
      return (
        <p key={item.code} className="note">
          {label} {hint}
        </p>
      );
    const shared = { item, answer: answers[item.code], onChange: (value: Answer) => change(item, value) };
    if (['single', 'multi', 'scale', 'nps'].includes(item.kind))
      return (
        <fieldset key={item.code} data-testid={`field-${item.code}`}>
          <legend>{name}</legend>
          <Chips {...shared} />
          {notes}
        </fieldset>
      );
    return (
      <label key={item.code} htmlFor={`form-${item.code}`} data-testid={`field-${item.code}`}>
        {name}
        <Box {...shared} isWrong={fault !== undefined} />
        {notes}
      </label>
    );
  });
}

interface ControlProps {
  item: Item;
  answer: Answer;
  onChange: (answer: Answer) => void;
}

function Chips({ item, answer, onChange }: ControlProps) {
  const language = useLanguage();
  const isRating = item.kind === 'scale' || item.kind === 'nps';
  const choices: [string | number, string][] = isRating
    ? range(...bounds(item)).map((point) => [point, String(point)])
    : (item.options ?? []).map((option) => [option.code, say(option.label, language) || option.code]);
  const several: unknown[] = Array.isArray(answer) ? answer : [];
  const isMulti = item.kind === 'multi';
  const toggle = (code: string | number) =>
    isMulti ? (several.includes(code) ? several.filter((each) => each !== code) : [...several, code]) : code;
  return (
    <div className="chips">
      {choices.map(([code, text]) => (
        <label key={code}>
          <input
            type={isMulti ? 'checkbox' : 'radio'}
            name={`form-${item.code}`}
            checked={isMulti ? several.includes(code) : answer === code}
            onChange={() => onChange(toggle(code))}
          />
          {text}
        </label>
      ))}
    </div>
  );
}

/** What is typed as a number stays text while it is not one, so that the check can say so. */
const numberOf = (typed: string): Answer =>
  typed === '' ? undefined : Number.isNaN(Number(typed)) ? typed : Number(typed);

function Box({ item, answer, onChange, isWrong }: ControlProps & { isWrong: boolean }) {
  const value = typeof answer === 'string' || typeof answer === 'number' ? String(answer) : '';
  const shared = {
    id: `form-${item.code}`,
    value,
    'aria-invalid': isWrong,
    required: item.is_required ?? false,
  };
  if ((item.kind === 'text' || item.kind === 'address') && (item.max ?? 101) > 100)
    return <textarea {...shared} rows={2} onChange={(event) => onChange(event.target.value)} />;
  if (item.kind === 'number')
    return (
      <input
        {...shared}
        type="number"
        step="any"
        inputMode="decimal"
        onChange={(event) => onChange(numberOf(event.target.value))}
      />
    );
  const type = item.kind === 'date' ? 'date' : item.kind === 'phone' ? 'tel' : 'text';
  return <input {...shared} type={type} onChange={(event) => onChange(event.target.value)} />;
}
