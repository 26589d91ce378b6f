import type { Fault, Item } from '@shared/forms/model';
import { say } from '@shared/forms/words';
import type { Language } from '@shared/i18n';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './fields.module.css';

/** The element of an item: of one input the input itself, of several the group. */
export const fieldId = (formId: string, code: string): string => `${formId}-${code}`;

const grouped = new Set<Item['kind']>(['single', 'multi', 'scale', 'nps']);
export const manyOptions = 9;
/** Whether an item is answered with several inputs, so that its label is a legend. */
export const isGroup = (item: Item): boolean =>
  grouped.has(item.kind) && !(item.kind === 'single' && (item.options?.length ?? 0) > manyOptions);

interface FieldFrameProps {
  item: Item;
  formId: string;
  language: Language;
  fault: Fault | undefined;
  isReadOnly: boolean;
  hasKeys: boolean;
  children: ReactNode;
}

/** The question above its control, what helps and what is wrong below. */
export function FieldFrame(props: FieldFrameProps) {
  const { item, formId, language, fault, isReadOnly, hasKeys, children } = props;
  const { t } = useTranslation('answers', { lng: language });
  const id = fieldId(formId, item.code);
  const label = say(item.label, language) || item.code;
  const hint = say(item.hint, language);
  if (item.kind === 'info')
    return (
      <div className={styles.info} data-testid={`field-${item.code}`}>
        <p>{label}</p>
        {hint && <small>{hint}</small>}
      </div>
    );
  const name = (
    <>
      {label}
      {item.is_required && !isReadOnly && (
        <span className={styles.star} title={t('required')} aria-hidden>
          *
        </span>
      )}
    </>
  );
  const notes = (
    <>
      {hint && !isReadOnly && (
        <small id={`${id}-hint`} className={styles.hint}>
          {hint}
        </small>
      )}
      {fault && (
        <small id={`${id}-fault`} className={styles.fault} role="alert">
          {t(`fault.${fault.code}` as 'fault.other', { ...fault.facts, defaultValue: t('fault.other') })}
        </small>
      )}
    </>
  );
  const frame = {
    className: styles.field,
    'data-wrong': fault !== undefined,
    'data-testid': `field-${item.code}`,
  };
  if (isReadOnly)
    return (
      <dl {...frame}>
        <dt className={styles.name}>{name}</dt>
        <dd>{children}</dd>
      </dl>
    );
  if (isGroup(item))
    return (
      <fieldset
        {...frame}
        id={id}
        aria-describedby={describedBy(id, item, language, fault)}
        data-keys={hasKeys}
      >
        <legend className={styles.name}>{name}</legend>
        {children}
        {notes}
      </fieldset>
    );
  return (
    <div {...frame}>
      <label className={styles.name} htmlFor={id}>
        {name}
      </label>
      {children}
      {notes}
    </div>
  );
}

/** The ids of what is said below a control. */
export function describedBy(
  id: string,
  item: Item,
  language: Language,
  fault: Fault | boolean | undefined,
): string | undefined {
  const ids = [say(item.hint, language) && `${id}-hint`, fault && `${id}-fault`].filter(Boolean);
  return ids.length > 0 ? ids.join(' ') : undefined;
}
