import { cloneElement, type ReactElement, useId } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './tickets.module.css';
import type { Faults } from './useAcceptance';

interface FieldProps {
  name: string;
  label: string;
  faults: Faults;
  children: ReactElement<Controlled>;
}

interface Controlled {
  id?: string;
  status?: 'error';
  'aria-invalid'?: boolean;
  'aria-describedby'?: string;
}

/**
 * A control with its label, and with what the server has found wrong.
 *
 * Its id is its own: the desk keeps the form of a call, unseen, beside the page of a ticket without one.
 */
export function Field({ name, label, faults, children }: FieldProps) {
  const { t, i18n } = useTranslation('tickets');
  const id = useId();
  const faultId = `${id}-fault`;
  const code = faults[name];
  const key = `fault.${code}`;
  return (
    <div className={styles.field} data-wrong={code !== undefined}>
      <label htmlFor={id}>{label}</label>
      {cloneElement(
        children,
        code ? { id, status: 'error', 'aria-invalid': true, 'aria-describedby': faultId } : { id },
      )}
      {code && (
        <span id={faultId} role="alert" className={styles.fault}>
          {i18n.exists(key, { ns: 'tickets' }) ? t(key as 'fault.required') : t('fault.wrong')}
        </span>
      )}
    </div>
  );
}
