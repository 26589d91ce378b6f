import { useTimeZone } from '@shared/api/session';
import { useText } from '@shared/i18n';
import { timeOf } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { Table } from '@shared/ui/Table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../figures.module.css';
import { useOurLevel } from '../targets/useOurLevel';
import { type FigureTable, type Measure, measuresQuery, tableQuery, type Value } from './api';
import { written } from './values';

const OF_QUEUES = [
  'offered',
  'answered',
  'abandoned',
  'abandonment_rate',
  'service_level',
  'average_speed_of_answer_s',
  'longest_wait_s',
] as const;
const OF_AGENTS = [
  'agent_answered',
  'missed',
  'reached',
  'handled',
  'average_handle_time_s',
  'talk_s',
  'signed_in_s',
  'not_ready_s',
  'occupancy',
] as const;
const dimensions = ['queue', 'half_hour', 'network', 'group', 'agent'] as const;
type Dimension = (typeof dimensions)[number];
/** The report that goes further: files, other days, the calls behind each figure. */
const reportOf = {
  queue: 'queue',
  half_hour: 'half-hour',
  network: 'network',
  group: 'group',
  agent: 'agent',
} as const;
const isOfAgents = (by: Dimension) => by === 'group' || by === 'agent';

/** Today by queue, time, network, group or agent. */
export function Breakdown({ turn }: { turn: number }) {
  const { t } = useTranslation('figures');
  const [by, setBy] = useState<Dimension>('queue');
  const measures = useQuery(measuresQuery);
  const { level, within_s } = useOurLevel();
  const zone = useTimeZone();
  const ofQueues = OF_QUEUES.map((code) => (code === 'service_level' ? level : code));
  const asked = { measures: isOfAgents(by) ? OF_AGENTS : ofQueues, by, span: 'today', within_s } as const;
  const { data, error, refetch } = useQuery({
    ...tableQuery(asked, turn),
    placeholderData: keepPreviousData,
  });
  const isOurs = data?.by[0] === by;
  const until = data && timeOf(Date.parse(data.known_until), zone, 'medium');
  return (
    <Panel title={t('today.breakdown')} note={until && t('today.until', { time: until })} isFlush>
      <div className={styles.tools}>
        <Segmented
          aria-label={t('by.label')}
          value={by}
          options={dimensions.map((value) => ({ value, label: t(`today.of.${value}`) }))}
          onChange={setBy}
        />
        <span className={styles.grow} />
        <Link to="/reports" search={{ report: reportOf[by], span: 'today' }} data-testid="today-report">
          {t('today.asReport')}
        </Link>
      </div>
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {!isOurs && !error && <Skeleton lines={8} isPadded />}
      {isOurs && data.rows.length === 0 && <Empty title={t('today.none')} hint={t('today.noneHint')} />}
      {isOurs && data.rows.length > 0 && measures.data && (
        <Rows table={data} by={by} measures={measures.data} />
      )}
    </Panel>
  );
}

interface RowsProps {
  table: FigureTable;
  by: Dimension;
  measures: Measure[];
}

function Rows({ table, by, measures }: RowsProps) {
  const { t } = useTranslation('figures');
  const text = useText();
  const zone = useTimeZone();
  const known = new Map(measures.map((each) => [each.code, each]));
  const name = (key: string | null | undefined) => {
    if (key === null || key === undefined) return t(`today.no.${by}`);
    return by === 'half_hour' ? timeOf(Date.parse(key), zone) : text(table.names[key] ?? null) || key;
  };
  const cells = (values: Value[]) =>
    table.measures.map((code, place) => (
      <td key={code}>{written(values[place], known.get(code)?.unit ?? 'count')}</td>
    ));
  return (
    <Table
      columns={['name', ...table.measures]}
      head={(column) => {
        const measure = known.get(column);
        return measure ? (
          <span title={text(measure.formula)}>{text(measure.name)}</span>
        ) : (
          t(`today.of.${by}`)
        );
      }}
      className={styles.figures}
      testId="today-table"
    >
      {table.rows.map(({ key, values }) => (
        <tr key={key.join()}>
          <th scope="row">{name(key[0])}</th>
          {cells(values)}
        </tr>
      ))}
      <tr className={styles.total}>
        <th scope="row">{t('total')}</th>
        {cells(table.total)}
      </tr>
    </Table>
  );
}
