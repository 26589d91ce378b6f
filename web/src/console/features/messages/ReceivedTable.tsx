import { dayAndTime } from '@console/features/calls/times';
import { Pages } from '@console/lists/Pages';
import { Panel } from '@shared/ui/Panel';
import { Empty } from '@shared/ui/states';
import { cells, Opener, Table } from '@shared/ui/Table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { receivedQuery } from './api';
import { useMessageWords } from './words';

const columns = ['received', 'from', 'text', 'answers'] as const;

/** What people wrote to us, the latest first. */
export function ReceivedTable({ onOpen }: { onOpen: (messageId: string) => void }) {
  const { t } = useTranslation('messages');
  const words = useMessageWords();
  const query = useInfiniteQuery(receivedQuery);
  const { data, hasNextPage } = query;
  const messages = data?.pages.flatMap((page) => page.messages) ?? [];
  const note = data && t(hasNextPage ? 'countSoFar' : 'count', { count: messages.length });
  return (
    <Panel title={t('room.received')} note={note} isFlush>
      <Pages
        query={query}
        isEmpty={messages.length === 0}
        older={t('older')}
        empty={<Empty title={t('noneReceived')} hint={t('noneReceivedHint')} />}
      >
        <Table columns={columns} head={(column) => t(`column.${column}`)} isOneLine testId="received-table">
          {messages.map(({ id, at, sender, text, in_reply_to }) => (
            <tr key={id}>
              <th scope="row">{dayAndTime(at)}</th>
              <td>{words.number(sender)}</td>
              <td className={cells.text} title={text}>
                {text}
              </td>
              <td>
                {in_reply_to ? <Opener onClick={() => onOpen(in_reply_to)}>{t('showMessage')}</Opener> : '—'}
              </td>
            </tr>
          ))}
        </Table>
      </Pages>
    </Panel>
  );
}
