import { dayAndTime } from '@console/features/calls/times';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { receivedQuery } from './api';
import styles from './messages.module.css';
import { useMessageWords } from './words';

/** What people wrote to us, the latest first. */
export function ReceivedTable({ onOpen }: { onOpen: (messageId: string) => void }) {
  const { t } = useTranslation('messages');
  const words = useMessageWords();
  const { data, error, isFetchingNextPage, fetchNextPage, hasNextPage, refetch } =
    useInfiniteQuery(receivedQuery);
  const messages = data?.pages.flatMap((page) => page.messages) ?? [];
  const note = data && t(hasNextPage ? 'countSoFar' : 'count', { count: messages.length });
  return (
    <Panel title={t('room.received')} note={note} isFlush>
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <div className={styles.skeleton}>
          <Skeleton lines={8} />
        </div>
      )}
      {data && messages.length === 0 && <Empty title={t('noneReceived')} hint={t('noneReceivedHint')} />}
      {messages.length > 0 && (
        <table className={styles.table} data-testid="received-table">
          <thead>
            <tr>
              {(['received', 'from', 'text', 'answers'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {messages.map(({ id, at, sender, text, in_reply_to }) => (
              <tr key={id}>
                <th scope="row">{dayAndTime(at)}</th>
                <td>{words.number(sender)}</td>
                <td className={styles.text} title={text}>
                  {text}
                </td>
                <td>
                  {in_reply_to ? (
                    <button type="button" className={styles.open} onClick={() => onOpen(in_reply_to)}>
                      {t('showMessage')}
                    </button>
                  ) : (
                    '—'
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {hasNextPage && !error && (
        <div className={styles.more}>
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('older')}
          </Button>
        </div>
      )}
    </Panel>
  );
}
