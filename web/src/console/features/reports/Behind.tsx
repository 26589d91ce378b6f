import { AudioOutlined } from '@ant-design/icons';
import { written } from '@console/features/figures/today/values';
import { useText } from '@shared/i18n';
import type { Text } from '@shared/rt/events';
import { phoneNumber, shortTime } from '@shared/ui/format';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { behind, behindQuery, type Column, type Grid, type Line } from './api';
import styles from './reports.module.css';
import type { ReportSearch } from './search';

export interface Cell {
  line: Line;
  column: Column;
}

interface BehindProps {
  cell: Cell;
  grid: Grid;
  queues: readonly { id: string; name: Text }[];
  search: ReportSearch;
  onClose: () => void;
}

/** The calls behind a figure. */
export function Behind({ cell: { line, column }, grid, queues, search, onClose }: BehindProps) {
  const { t } = useTranslation('reports');
  const text = useText();
  const wanted = behind(grid, line, column, search) ?? new URLSearchParams();
  const { data, error, refetch } = useQuery(behindQuery(wanted));
  const columns = ['at', 'number', 'queue', 'agent', 'outcome', 'waited'] as const;
  return (
    <Drawer
      open
      size={760}
      title={`${column.name} · ${line.labels.join(' · ')}`}
      onClose={onClose}
      data-testid="report-behind"
    >
      <p className={styles.formula}>{column.formula}</p>
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} />}
      {data?.calls.length === 0 && <Empty title={t('behind.none')} />}
      {data && data.calls.length > 0 && (
        <Table columns={columns} head={(name) => t(`behind.${name}`)} isOneLine>
          {data.calls.map((call) => (
            <tr key={call.call_id}>
              <td>
                <Link to="/calls" search={{ call: call.call_id }}>
                  {shortTime(Date.parse(call.at))}
                </Link>
                {call.is_recorded && (
                  <AudioOutlined className={styles.recorded} aria-label={t('behind.recorded')} />
                )}
              </td>
              <td>{call.number ? phoneNumber(call.number) : '—'}</td>
              <td>{text(queues.find(({ id }) => id === call.queue_id)?.name) || '—'}</td>
              <td>{call.agent ?? '—'}</td>
              <td>{isKnown(call.outcome) ? t(`behind.outcomes.${call.outcome}`) : '—'}</td>
              <td>{written(call.waited_ms === null ? null : call.waited_ms / 1000, 'seconds')}</td>
            </tr>
          ))}
        </Table>
      )}
      {data?.is_cut && <p className={styles.formula}>{t('behind.cut', { count: data.calls.length })}</p>}
    </Drawer>
  );
}

/** How a stay in a queue ended, or an agent's part in a call. */
const outcomes = [
  'answered',
  'abandoned',
  'overflowed',
  'callback',
  'timed_out',
  'refused',
  'left',
  'deflected',
  'failed',
  'handled',
  'no_answer',
  'rejected',
  'unreachable',
  'withdrawn',
  'not_reached',
] as const;
const isKnown = (outcome: string | null): outcome is (typeof outcomes)[number] =>
  (outcomes as readonly (string | null)[]).includes(outcome);
