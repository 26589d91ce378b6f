import { serverNow } from '@shared/rt/clock';
import { useDesk } from '@shared/rt/store';
import { useSeconds } from '@shared/ui/Clock';
import { duration } from '@shared/ui/format';
import { useTranslation } from 'react-i18next';
import styles from './shell.module.css';

const LONG_WAIT_S = 60;

/** How many wait in the queues that this person serves, and for how long already. */
export function QueueNumbers() {
  const { t } = useTranslation('shell');
  const queues = useDesk((desk) => desk.queues);
  if (queues.length === 0) return null;
  const waiting = queues.reduce((sum, queue) => sum + queue.waiting, 0);
  const since = Math.min(...queues.map((queue) => queue.longest_since_ms ?? Number.POSITIVE_INFINITY));
  return (
    <dl className={styles.numbers} data-testid="queue-numbers">
      <div>
        <dt>{t('waiting')}</dt>
        <dd>{waiting}</dd>
      </div>
      <div>
        <dt>{t('longest')}</dt>
        {Number.isFinite(since) ? <Longest sinceMs={since} /> : <dd>—</dd>}
      </div>
    </dl>
  );
}

function Longest({ sinceMs }: { sinceMs: number }) {
  const seconds = useSeconds(() => serverNow() - sinceMs);
  return <dd data-late={seconds >= LONG_WAIT_S}>{duration(seconds * 1000)}</dd>;
}
