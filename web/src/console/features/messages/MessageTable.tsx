import { dayAndTime } from '@console/features/calls/times';
import { Pages } from '@console/lists/Pages';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Opener, Table } from '@shared/ui/Table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Message, messagesQuery, type Wanted } from './api';
import styles from './messages.module.css';
import { tones, useMessageWords } from './words';

const columns = ['time', 'to', 'purpose', 'text', 'parts', 'state', 'since'] as const;

interface MessageTableProps {
  wanted: Wanted;
  onOpen: (messageId: string) => void;
  onShowAll: () => void;
}

/** The messages that were asked for, the latest first. */
export function MessageTable({ wanted, onOpen, onShowAll }: MessageTableProps) {
  const { t } = useTranslation('messages');
  const query = useInfiniteQuery(messagesQuery(wanted));
  const { data, hasNextPage } = query;
  const messages = data?.pages.flatMap((page) => page.messages) ?? [];
  const isNarrowed = Object.values(wanted).some(Boolean);
  const note = data && t(hasNextPage ? 'countSoFar' : 'count', { count: messages.length });
  return (
    <Panel title={t('room.log')} note={note} isFlush>
      <Pages
        query={query}
        isEmpty={messages.length === 0}
        older={t('older')}
        empty={
          <Empty
            title={t(isNarrowed ? 'nothingFound' : 'none')}
            hint={t(isNarrowed ? 'nothingFoundHint' : 'noneHint')}
            action={isNarrowed && <Button onClick={onShowAll}>{t('showAll')}</Button>}
          />
        }
      >
        <Table columns={columns} head={(column) => t(`column.${column}`)} isOneLine testId="message-table">
          {messages.map((message) => (
            <Row key={message.id} message={message} onOpen={onOpen} />
          ))}
        </Table>
      </Pages>
    </Panel>
  );
}

function Row({ message, onOpen }: { message: Message; onOpen: (messageId: string) => void }) {
  const words = useMessageWords();
  const since = message.ended_at ?? message.sent_at;
  return (
    <tr>
      <th scope="row">
        <Opener onClick={() => onOpen(message.id)} data-testid="message-open">
          {dayAndTime(message.created_at)}
        </Opener>
      </th>
      <td>{words.number(message.to)}</td>
      <td>{words.purpose(message.purpose)}</td>
      <td className={cells.text} title={message.text}>
        {message.text}
      </td>
      <td className={styles.figure}>{message.part_count}</td>
      <td>
        <Pill tone={tones[message.state]}>{words.state(message.state)}</Pill>
        {message.reason && <span className={styles.reason}>{words.reason(message.reason)}</span>}
      </td>
      <td>{since ? dayAndTime(since) : '—'}</td>
    </tr>
  );
}
