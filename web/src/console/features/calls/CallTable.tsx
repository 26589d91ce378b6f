import { AudioOutlined } from '@ant-design/icons';
import { Pages } from '@console/lists/Pages';
import { useText } from '@shared/i18n';
import { duration } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Pill, type Tone } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { Opener, Table } from '@shared/ui/Table';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type CallRecord, callsQuery } from './api';
import styles from './calls.module.css';
import type { Span } from './spans';
import { dayAndTime } from './times';
import { useCallWords } from './words';

const columns = ['time', 'number', 'direction', 'queue', 'agent', 'waited', 'talked', 'outcome'] as const;

const tones: Record<string, Tone> = {
  answered: 'ok',
  abandoned: 'danger',
  refused: 'danger',
  failed: 'danger',
  callback: 'warn',
  voicemail: 'warn',
};

interface CallTableProps {
  span: Span;
  onOpen: (callId: string) => void;
}

/** The calls of a span as it was when the table appeared, latest first; earlier ones are fetched when asked for. */
export function CallTable({ span, onOpen }: CallTableProps) {
  const { t } = useTranslation('calls');
  const [asOfMs] = useState(() => Date.now());
  const query = useInfiniteQuery(callsQuery(span, asOfMs));
  const { data, hasNextPage } = query;
  const calls = data?.pages.flat() ?? [];
  const note = data && t(hasNextPage ? 'countSoFar' : 'count', { count: calls.length });
  return (
    <Panel title={t(`span.${span}`)} note={note} className={styles.panel} isFlush>
      <Pages
        query={query}
        isEmpty={calls.length === 0}
        older={t('older')}
        empty={<Empty title={t('none')} hint={t('noneHint')} />}
      >
        <Table
          columns={columns}
          head={(column) => t(`column.${column}`)}
          className={styles.calls}
          isOneLine
          testId="call-table"
        >
          {calls.map((call) => (
            <Row key={call.call_id} call={call} onOpen={onOpen} />
          ))}
        </Table>
      </Pages>
    </Panel>
  );
}

function Row({ call, onOpen }: { call: CallRecord; onOpen: (callId: string) => void }) {
  const { t } = useTranslation('calls');
  const text = useText();
  const words = useCallWords();
  const outcome = call.is_short_abandon ? 'short_abandon' : call.outcome;
  const other = call.direction === 'inbound' ? call.number : call.called;
  return (
    <tr>
      <th scope="row">
        <Opener onClick={() => onOpen(call.call_id)} data-testid="call-open">
          {dayAndTime(call.started_at)}
        </Opener>
      </th>
      <td>{words.number(other)}</td>
      <td>{words.direction(call.direction)}</td>
      <td>{text(call.queue) || '—'}</td>
      <td>{text(call.agent) || '—'}</td>
      <td>{call.wait_ms === null ? '—' : duration(call.wait_ms)}</td>
      <td>
        {call.is_recorded && <AudioOutlined className={styles.recorded} aria-label={t('recorded')} />}
        {call.talk_ms > 0 ? duration(call.talk_ms) : '—'}
      </td>
      <td>
        <Pill tone={tones[outcome] ?? 'plain'}>{words.outcome(outcome)}</Pill>
      </td>
    </tr>
  );
}
