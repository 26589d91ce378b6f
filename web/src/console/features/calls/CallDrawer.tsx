import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { type CallEvent, eventsQuery } from './api';
import styles from './calls.module.css';
import { dayAndTime, secondsSince, timeOfDay } from './times';
import { toneOf, useCallWords } from './words';

/** One call from its first fact to its last, beside the table. Its address is kept: a reload opens it again. */
export function CallDrawer({ callId, onClose }: { callId: string; onClose: () => void }) {
  const { t } = useTranslation('calls');
  const { data, error, refetch } = useQuery(eventsQuery(callId));
  const first = data?.[0];
  const title = first ? t('history.of', { time: dayAndTime(first.at) }) : t('history.title');
  return (
    <Drawer open size={640} title={title} onClose={onClose}>
      {error && !data && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={10} />}
      {data && first && (
        <ol className={styles.history} aria-label={t('history.title')} data-testid="call-history">
          {data.map((event) => (
            <Fact key={event.seq} event={event} firstAt={first.at} />
          ))}
        </ol>
      )}
    </Drawer>
  );
}

function Fact({ event, firstAt }: { event: CallEvent; firstAt: string }) {
  const { t } = useTranslation('calls');
  const words = useCallWords();
  const reasons = words.reasons(event);
  return (
    <li data-tone={toneOf(event)} data-kind={event.kind}>
      <time dateTime={event.at}>{timeOfDay(event.at)}</time>
      <span className={styles.since}>{t('history.since', { seconds: secondsSince(event.at, firstAt) })}</span>
      <div>
        {words.sentence(event)}
        {reasons.length > 0 && (
          <ul className={styles.why} aria-label={t('why.label')}>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        )}
      </div>
    </li>
  );
}
