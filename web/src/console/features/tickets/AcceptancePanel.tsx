import { Panel } from '@shared/ui/Panel';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AcceptanceForm } from './AcceptanceForm';
import { draftQuery, settingsQuery } from './api';
import type { Subject } from './subject';

/** What the caller wants, written during his call; a draft of it outlives the page and the call. */
export default function AcceptancePanel({ subject }: { subject: Subject }) {
  const { t } = useTranslation('tickets');
  const settings = useQuery(settingsQuery);
  const draft = useQuery(draftQuery(subject.slot));
  if (settings.data && draft.data !== undefined)
    return <AcceptanceForm subject={subject} settings={settings.data} stored={draft.data} />;
  const failed = settings.error ? settings : draft.error ? draft : null;
  return (
    <Panel title={t('accept.title')}>
      {failed ? (
        <PanelError error={failed.error} onRetry={() => void failed.refetch()} />
      ) : (
        <Skeleton lines={8} />
      )}
    </Panel>
  );
}
