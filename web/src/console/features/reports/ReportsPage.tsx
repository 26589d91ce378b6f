import { MailOutlined, PlusOutlined, ReloadOutlined } from '@ant-design/icons';
import { useLanguage, useText } from '@shared/i18n';
import { Can } from '@shared/perm/Can';
import { shortTime } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Catalogue, catalogueQuery, gridQuery, type Report } from './api';
import { Behind, type Cell } from './Behind';
import { Chart } from './Chart';
import { Composer } from './Composer';
import { ExportsButton } from './exports/ExportsButton';
import { Offer } from './exports/Offer';
import { GridTable } from './GridTable';
import './messages';
import { Nothing } from './Nothing';
import { Parameters } from './Parameters';
import styles from './reports.module.css';
import { Schedules } from './schedules/Schedules';
import { lastDay, type ReportSearch, readSearch } from './search';
import { Tools } from './Tools';
import { Tree } from './Tree';

/** Reports: those that one sees on the left, the one in the address on the right. */
export function ReportsPage() {
  const { t } = useTranslation('reports');
  const search = readSearch(useSearch({ strict: false }));
  const [composing, setComposing] = useState<Report | 'new' | null>(null);
  const [isScheduling, schedule] = useState(false);
  const { data, error, refetch } = useQuery(catalogueQuery);
  const report = data?.reports.find(({ code }) => code === search.report) ?? data?.reports[0];
  const isLost = data && search.report && report?.code !== search.report;
  return (
    <div className={styles.page} data-testid="reports">
      <header className={styles.head}>
        <h2>{t('title')}</h2>
        <span className={styles.grow} />
        <ExportsButton />
        <Can do="admin.service">
          <Button icon={<MailOutlined />} onClick={() => schedule(true)} data-testid="report-schedules">
            {t('schedules')}
          </Button>
          <Button icon={<PlusOutlined />} onClick={() => setComposing('new')} data-testid="report-compose">
            {t('compose.add')}
          </Button>
        </Can>
      </header>
      <Panel title={t('catalogue')} className={styles.side} isFlush>
        {error && <PanelError error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton lines={10} isPadded />}
        {data && <Tree catalogue={data} current={report?.code ?? ''} />}
      </Panel>
      {isLost && <Empty title={t('lost')} hint={t('lostHint')} />}
      {data && report && !isLost && (
        <Viewer
          key={report.code}
          catalogue={data}
          report={report}
          search={search}
          onEdit={() => setComposing(report)}
        />
      )}
      {isScheduling && data && (
        <Schedules catalogue={data} report={report} search={search} onClose={() => schedule(false)} />
      )}
      {composing && data && (
        <Composer
          report={composing === 'new' ? null : composing}
          catalogue={data}
          onClose={() => setComposing(null)}
        />
      )}
    </div>
  );
}

interface ViewerProps {
  catalogue: Catalogue;
  report: Report;
  search: ReportSearch;
  onEdit: () => void;
}

function Viewer({ catalogue, report, search, onEdit }: ViewerProps) {
  const { t } = useTranslation('reports');
  const navigate = useNavigate();
  const language = useLanguage();
  const text = useText();
  const [turn, setTurn] = useState(0);
  const [cell, setCell] = useState<Cell | null>(null);
  const { data, error, refetch, isFetching } = useQuery({
    ...gridQuery(report.code, search, language, turn),
    placeholderData: keepPreviousData,
  });
  const go = (part: ReportSearch) =>
    void navigate({ to: '/reports', search: readSearch({ ...search, report: report.code, ...part }) });
  const until = data && t('until', { time: shortTime(Date.parse(data.known_until)) });
  return (
    <div className={styles.viewer} data-print>
      <Panel
        title={text(report.name)}
        note={data && `${data.from} – ${lastDay(data.to)} ${data.times} · ${until}`}
        isFlush
        className={styles.body}
      >
        <div className={styles.tools}>
          <Parameters catalogue={catalogue} report={report} search={search} onChange={go} />
          <span className={styles.grow} />
          <Button
            icon={<ReloadOutlined />}
            aria-label={t('refresh')}
            loading={isFetching}
            onClick={() => setTurn(turn + 1)}
          />
          <Tools catalogue={catalogue} report={report} search={search} onEdit={onEdit} onOpen={go} />
        </div>
        <Offer report={report.code} search={search} grid={error ? undefined : data} isFetching={isFetching} />
        {error && <PanelError error={error} onRetry={() => void refetch()} />}
        {!data && !error && <Skeleton lines={12} isPadded />}
        {data && !error && data.lines.length === 0 && <Nothing grid={data} search={search} onChange={go} />}
        {data && !error && data.lines.length > 0 && (
          <>
            {data.is_cut && (
              <p role="status" className={styles.cut}>
                {t('cut', { rows: data.lines.length })}
              </p>
            )}
            <Chart grid={data} kind={report.chart} />
            <GridTable grid={data} search={search} onOpen={setCell} onSort={(sort) => go({ sort })} />
          </>
        )}
      </Panel>
      {cell && data && (
        <Behind
          cell={cell}
          grid={data}
          queues={catalogue.scopes.queue ?? []}
          search={search}
          onClose={() => setCell(null)}
        />
      )}
    </div>
  );
}
