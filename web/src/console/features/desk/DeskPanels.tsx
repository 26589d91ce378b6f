import { CustomerPanel } from '@console/features/customer/CustomerPanel';
import { WrapUpPanel } from '@console/features/wrapup/WrapUpPanel';
import { useCan } from '@shared/perm/Can';
import { useCall, useDesk } from '@shared/rt/store';
import { PanelBoundary, Skeleton } from '@shared/ui/states';
import { useSearch } from '@tanstack/react-router';
import { useDeferredValue } from 'react';
import { DialPad } from './DialPad';
import { DirectoryPanel } from './DirectoryPanel';
import styles from './desk.module.css';
import { IdleView } from './IdleView';

/** Customer in the middle; on the right what the agent writes, dials and whom he can ask. */
export function DeskPanels() {
  const call = useCall();
  const written = useDeferredValue(call);
  const mayDial = useCan('call.outbound');
  const isLoaded = useDesk((desk) => desk.isLoaded);
  const { customer } = useSearch({ strict: false });
  const isIdle = !call && !customer;
  return (
    <div className={styles.desk}>
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
      <div className={styles.side}>
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
