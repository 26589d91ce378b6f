import { cloneElement, type ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './tickets.module.css';
import type { Faults } from './useAcceptance';

interface FieldProps {
  name: string;
  label: string;
  faults: Faults;
  children: ReactElement<{ status?: 'error'; 'aria-invalid'?: boolean; 'aria-describedby'?: string }>;
}

/** The id of the control that a field of the server's is written in. */
export const idOf = (name: string) => `ticket-${name.replaceAll(/[_.]/g, '-')}`;

/** A control with its label, and with what the server has found wrong. */
export function Field({ name, label, faults, children }: FieldProps) {
  const { t, i18n } = useTranslation('tickets');
  const code = faults[name];
  const key = `fault.${code}`;
  return (
    <div className={styles.field}>
      <label htmlFor={idOf(name)}>{label}</label>
      {code
        ? cloneElement(children, {
            status: 'error',
            'aria-invalid': true,
            'aria-describedby': `${idOf(name)}-fault`,
          })
        : children}
      {code && (
        <span id={`${idOf(name)}-fault`} role="alert" className={styles.fault}>
          {i18n.exists(key, { ns: 'tickets' }) ? t(key as 'fault.required') : t('fault.wrong')}
        </span>
      )}
    </div>
  );
}
