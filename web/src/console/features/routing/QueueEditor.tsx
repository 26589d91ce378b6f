import { useOffline } from '@shared/ui/useBlocked';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { Alert, Button } from 'antd';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { Queue, QueueSettings } from './api';
import { Conflict } from './Conflict';
import styles from './editor.module.css';
import { Needs } from './Needs';
import { Basics, Distribution, Waiting, WrapUp } from './QueueFields';
import { QueueHours } from './QueueHours';
import { Recipe } from './Recipe';
import shared from './routing.module.css';
import { useLeaveGuard } from './useLeaveGuard';
import { useQueueDraft } from './useQueueDraft';
import { useNetworks } from './words';

interface QueueEditorProps {
  queue: QueueSettings | Queue;
  footer: HTMLElement | null;
  onClose: (isSaved?: boolean) => void;
}

export function QueueEditor({ queue, footer, onClose }: QueueEditorProps) {
  const { t } = useTranslation(['routing', 'ui']);
  const offline = useOffline();
  const networks = useNetworks();
  const { base, draft, change, save, settle, theirs, faults, failure, isBusy, isDirty } = useQueueDraft(
    queue,
    () => onClose(true),
  );
  useLeaveGuard(isDirty);
  const id = 'queue_id' in queue ? queue.queue_id : null;
  const isForeign = id !== null && !networks.isMine(base.local_network_id);
  const canSave = isDirty && !isBusy && !isForeign && !theirs && offline === null;
  useHotkeys({ 'Ctrl+Enter': canSave && (() => void save()) });
  const fields = { draft, change, faults };
  return (
    <>
      <div className={styles.notices}>
        {isForeign && <Alert type="info" showIcon title={t('queue.foreign')} />}
        {theirs && <Conflict base={base} mine={draft} theirs={theirs} onSettle={settle} />}
      </div>
      <fieldset className={styles.editor} disabled={isForeign} aria-label={t('queue.edit')} inert={isForeign}>
        <Basics {...fields} />
        <QueueHours {...fields} />
        <Distribution {...fields} />
        <Needs {...fields} />
        <Waiting {...fields} />
        <Recipe {...fields} queueId={id} />
        <WrapUp {...fields} />
      </fieldset>
      {footer &&
        createPortal(
          <div className={shared.foot}>
            <Said failure={failure} isDirty={isDirty} />
            <Button onClick={() => onClose()}>{t('ui:cancel')}</Button>
            <Button
              type="primary"
              loading={isBusy}
              disabled={!canSave}
              title={offline ?? undefined}
              aria-keyshortcuts="Control+Enter"
              onClick={() => void save()}
              data-testid="queue-save"
            >
              {t('save')} <kbd className={shared.key}>Ctrl ↵</kbd>
            </Button>
          </div>,
          footer,
        )}
    </>
  );
}

function Said({ failure, isDirty }: { failure: string | null; isDirty: boolean }) {
  const { t } = useTranslation('routing');
  if (failure)
    return (
      <span role="alert" data-wrong data-testid="queue-failure">
        {failure}
      </span>
    );
  return <span role="status">{isDirty && t('unsaved.mark')}</span>;
}
