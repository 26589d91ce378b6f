import { cloneElement, type ReactElement } from 'react';
import { type Faults, fieldId } from './faults';
import styles from './field.module.css';

interface FieldProps {
  name: string;
  label: string;
  faults: Faults;
  hint?: string | undefined;
  children: ReactElement<Record<string, unknown>>;
}

/** A labelled control with what is wrong with it below. */
export function Field({ name, label, faults, hint, children }: FieldProps) {
  const id = fieldId(name);
  const fault = faults[name];
  const note = fault ?? hint;
  return (
    <div className={styles.field} data-wrong={fault !== undefined}>
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, {
        id,
        ...(fault ? { status: 'error', 'aria-invalid': true } : {}),
        ...(note ? { 'aria-describedby': `${id}-note` } : {}),
      })}
      {note && (
        <small id={`${id}-note`} role={fault ? 'alert' : undefined}>
          {note}
        </small>
      )}
    </div>
  );
}

interface SectionFaultProps {
  name: string;
  faults: Faults;
}

/** What is wrong with a list as a whole. */
export function SectionFault({ name, faults }: SectionFaultProps) {
  const fault = faults[name];
  if (!fault) return null;
  return (
    <p id={fieldId(name)} tabIndex={-1} className={styles.sectionFault} role="alert">
      {fault}
    </p>
  );
}
