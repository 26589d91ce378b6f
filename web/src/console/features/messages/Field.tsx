import { cloneElement, type ReactElement, type ReactNode, useId } from 'react';
import styles from './messages.module.css';

interface FieldProps {
  label: string;
  fault?: ReactNode;
  children: ReactElement<Record<string, unknown>>;
}

/** A labelled control with what is wrong with it below. */
export function Field({ label, fault, children }: FieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id, 'aria-invalid': Boolean(fault) || undefined })}
      {fault}
    </div>
  );
}
