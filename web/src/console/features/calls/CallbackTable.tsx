import { useText } from '@shared/i18n';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { Opener, Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { callbacksQuery } from './api';
import styles from './calls.module.css';
import { dayAndTime } from './times';
import { useCallWords } from './words';

const columns = ['requested', 'number', 'queue', 'status'] as const;
const tones = { open: 'warn', done: 'ok', failed: 'danger' } as const;

/** Who wants to be called back: those who still wait first, then the latest. */
export function CallbackTable({ onOpen }: { onOpen: (callId: string) => void }) {
  const { t } = useTranslation('calls');
  const text = useText();
  const words = useCallWords();
  const { data, error, refetch } = useQuery(callbacksQuery);
  const note = data && t('openCount', { count: data.filter((each) => each.status === 'open').length });
  return (
    <Panel title={t('room.callbacks')} note={note} className={styles.panel} isFlush>
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} isPadded />}
      {data?.length === 0 && <Empty title={t('noCallbacks')} hint={t('noCallbacksHint')} />}
      {data && data.length > 0 && (
        <Table columns={columns} head={(column) => t(`column.${column}`)} isOneLine testId="callback-table">
          {data.map((wish) => (
            <tr key={wish.call_id}>
              <th scope="row">
                <Opener onClick={() => onOpen(wish.call_id)}>{dayAndTime(wish.requested_at)}</Opener>
              </th>
              <td>{words.number(wish.number)}</td>
              <td>{text(wish.queue) || '—'}</td>
              <td>
                <Pill tone={tones[wish.status]}>{t(`callback.${wish.status}`)}</Pill>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
