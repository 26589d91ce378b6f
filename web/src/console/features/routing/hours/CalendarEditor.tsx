import { zones } from '@console/zones';
import { useOffline } from '@shared/ui/useBlocked';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { Alert, Button, Input, Select } from 'antd';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import editor from '../editor.module.css';
import { Field } from '../Field';
import type { Faults } from '../faults';
import { NameFields } from '../NameFields';
import { Section } from '../QueueFields';
import shared from '../routing.module.css';
import { useLeaveGuard } from '../useLeaveGuard';
import { useNetworks } from '../words';
import type { Calendar, CalendarSettings } from './api';
import { CalendarConflict } from './CalendarConflict';
import { Standing } from './CalendarTable';
import type { Draft } from './draft';
import styles from './hours.module.css';
import { SpecialDays } from './SpecialDays';
import { isStored, useCalendarDraft } from './useCalendarDraft';
import { Week } from './Week';

export interface CalendarFieldsProps {
  draft: Draft;
  change: (settings: Partial<Draft>, field?: string) => void;
  faults: Faults;
}

interface CalendarEditorProps {
  calendar: CalendarSettings | Calendar;
  footer: HTMLElement | null;
  onClose: (isSaved?: boolean) => void;
}

export function CalendarEditor({ calendar, footer, onClose }: CalendarEditorProps) {
  const { t } = useTranslation(['hours', 'routing', 'ui']);
  const offline = useOffline();
  const { isEverywhere } = useNetworks();
  const { base, draft, change, save, settle, theirs, faults, failure, isBusy, isDirty } = useCalendarDraft(
    calendar,
    () => onClose(true),
  );
  useLeaveGuard(isDirty);
  const canSave = isDirty && !isBusy && isEverywhere && !theirs && offline === null;
  useHotkeys({ 'Ctrl+Enter': canSave && (() => void save()) });
  const fields = { draft, change, faults };
  return (
    <>
      <div className={editor.notices}>
        {!isEverywhere && <Alert type="info" showIcon title={t('foreign')} />}
        {theirs && <CalendarConflict base={base} mine={draft} theirs={theirs} onSettle={settle} />}
      </div>
      <fieldset
        className={editor.editor}
        disabled={!isEverywhere}
        inert={!isEverywhere}
        aria-label={t('edit')}
      >
        <p className={styles.now} data-testid="calendar-standing">
          {isStored(base) ? <Standing calendar={base} /> : t('notSavedYet')}
        </p>
        <Basics {...fields} />
        <Week {...fields} />
        <SpecialDays {...fields} />
      </fieldset>
      {footer &&
        createPortal(
          <div className={shared.foot}>
            {failure ? (
              <span role="alert" data-wrong>
                {failure}
              </span>
            ) : (
              <span role="status">{isDirty && t('routing:unsaved.mark')}</span>
            )}
            <Button onClick={() => onClose()}>{t('ui:cancel')}</Button>
            <Button
              type="primary"
              loading={isBusy}
              disabled={!canSave}
              title={offline ?? undefined}
              aria-keyshortcuts="Control+Enter"
              onClick={() => void save()}
              data-testid="calendar-save"
            >
              {t('routing:save')} <kbd className={shared.key}>Ctrl ↵</kbd>
            </Button>
          </div>,
          footer,
        )}
    </>
  );
}

function Basics({ draft, change, faults }: CalendarFieldsProps) {
  const { t } = useTranslation(['hours', 'routing']);
  return (
    <Section title={t('section.basics')}>
      <div className={editor.fields}>
        <NameFields name={draft.name} faults={faults} onChange={(name, field) => change({ name }, field)} />
        <Field name="code" label={t('field.code')} faults={faults}>
          <Input
            value={draft.code}
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => change({ code: event.target.value })}
          />
        </Field>
        <Field name="time_zone" label={t('field.time_zone')} faults={faults}>
          <Select
            value={draft.time_zone}
            showSearch={{ optionFilterProp: 'label' }}
            options={zones}
            onChange={(time_zone) => change({ time_zone })}
          />
        </Field>
      </div>
    </Section>
  );
}
