import { CustomerPanel } from '@console/features/customer/CustomerPanel';
import { subjectOf } from '@console/features/tickets/subject';
import { WrapUpPanel } from '@console/features/wrapup/WrapUpPanel';
import { useCan } from '@shared/perm/Can';
import type { CallView } from '@shared/rt/events';
import { useCall, useDesk } from '@shared/rt/store';
import { PanelBoundary, Skeleton } from '@shared/ui/states';
import { useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DialPad } from './DialPad';
import { DirectoryPanel } from './DirectoryPanel';
import styles from './desk.module.css';
import { IdleView } from './IdleView';

const AcceptancePanel = lazy(() => import('@console/features/tickets/AcceptancePanel'));

/** Customer in the middle; on the right what the agent writes, dials and whom he can ask. */
export function DeskPanels() {
  const call = useCall();
  const written = useDeferredValue(call?.monitoring ? null : call); // a supervisor writes nothing of it
  const mayDial = useCan('call.outbound');
  const isLoaded = useDesk((desk) => desk.isLoaded);
  const { customer } = useSearch({ strict: false });
  const isIdle = !call && !customer;
  const mayAccept = useCan('ticket.handle');
  const accepted = mayAccept && written?.phase !== 'ringing' ? written : null;
  const [front, bringForward] = useFront(accepted);
  return (
    <div className={styles.desk} data-front={accepted ? front : undefined}>
      <div className={styles.middle} hidden={isIdle}>
        <PanelBoundary>
          <CustomerPanel />
        </PanelBoundary>
      </div>
      {isIdle && (
        <div className={styles.middle}>
          <PanelBoundary>{isLoaded ? <IdleView /> : <Skeleton lines={6} />}</PanelBoundary>
        </div>
      )}
      {accepted && (
        <div className={styles.form}>
          <Switcher front={front} onSwitch={bringForward} />
          <PanelBoundary>
            <Suspense fallback={<Skeleton lines={8} />}>
              <AcceptancePanel key={accepted.call_id} subject={subjectOf(accepted)} />
            </Suspense>
          </PanelBoundary>
        </div>
      )}
      <div className={styles.side}>
        {accepted && <Switcher front={front} onSwitch={bringForward} />}
        <PanelBoundary>
          {written ? (
            <WrapUpPanel key={written.call_id} call={written} />
          ) : (
            mayDial && <DialPad customerId={customer} />
          )}
        </PanelBoundary>
        <PanelBoundary>
          <DirectoryPanel />
        </PanelBoundary>
      </div>
    </div>
  );
}

type Front = 'form' | 'rest';

/** What lies in front where both share a column: the form while people talk, what came of it when they have. */
function useFront(call: CallView | null): [Front, (front: Front) => void] {
  const isDue = call?.phase === 'wrap_up';
  const state = `${call?.call_id} ${isDue}`;
  const [chosen, choose] = useState<{ during: string; front: Front } | null>(null);
  const front = chosen?.during === state ? chosen.front : isDue ? 'rest' : 'form';
  return [front, (wanted) => choose({ during: state, front: wanted })];
}

/** Only shown where the column is shared. */
function Switcher({ front, onSwitch }: { front: Front; onSwitch: (front: Front) => void }) {
  const { t } = useTranslation('desk');
  return (
    <fieldset className={styles.switcher}>
      <legend>{t('column.label')}</legend>
      {(['form', 'rest'] as const).map((name) => (
        <button
          key={name}
          type="button"
          aria-pressed={front === name}
          onClick={() => onSwitch(name)}
          data-testid={`column-${name}`}
        >
          {t(`column.${name}`)}
        </button>
      ))}
    </fieldset>
  );
}
