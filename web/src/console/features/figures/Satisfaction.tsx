import './messages';
import { DownloadOutlined } from '@ant-design/icons';
import { useLanguage, useText } from '@shared/i18n';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { Opener, Table } from '@shared/ui/Table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type By,
  dimensions,
  exportUrl,
  type Figures,
  type Look,
  type Row,
  reportQuery,
  services,
} from './api';
import styles from './figures.module.css';
import { Results } from './Results';
import { Share } from './Share';
import type { Span } from './spans';

const counts = ['cases', 'reached', 'answered'] as const;
const rates = ['response_rate_pct', 'satisfied_rate_pct', 'average_score_pct'] as const;

const columns = ['name', ...counts, ...rates, 'net_promoter_score'] as const;

/** What customers say, by service, hall, crew, area, group or day; a row leads to the answers. */
export function Satisfaction({ span, turn }: { span: Span; turn: number }) {
  const { t } = useTranslation('figures');
  const language = useLanguage();
  const [by, setBy] = useState<By>('service');
  const [service, setService] = useState<Look['service']>('');
  const [open, setOpen] = useState<Row | null>(null);
  const look: Look = { span, by, service };
  const { data, error, refetch } = useQuery({
    ...reportQuery(look, turn),
    placeholderData: keepPreviousData,
  });
  const name = useRowName(by);
  return (
    <Panel title={t('room.satisfaction')} note={t(`span.${span}`)} isFlush>
      <div className={styles.tools}>
        <Segmented
          aria-label={t('by.label')}
          value={by}
          options={dimensions.map((value) => ({ value, label: t(`by.${value}`) }))}
          onChange={setBy}
        />
        <Segmented
          aria-label={t('service.label')}
          value={service}
          options={services.map((value) => ({ value, label: t(`service.${value || 'all'}`) }))}
          onChange={setService}
        />
        <span className={styles.grow} />
        {(['csv', 'xlsx'] as const).map((format) => (
          <Button
            key={format}
            icon={<DownloadOutlined />}
            href={exportUrl(look, format, language)}
            download
            data-testid={`export-${format}`}
          >
            {t(format)}
          </Button>
        ))}
      </div>
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} isPadded />}
      {data?.rows.length === 0 && <Empty title={t('none')} hint={t('noneHint')} />}
      {data && data.rows.length > 0 && (
        <Table
          columns={columns}
          head={(column) =>
            column === 'name' ? (
              t('column.name')
            ) : (
              <span title={t(`what.${column}`)}>{t(`column.${column}`)}</span>
            )
          }
          className={styles.figures}
          testId="satisfaction-table"
        >
          {data.rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">
                <Opener onClick={() => setOpen(row)} data-testid="satisfaction-open">
                  {name(row)}
                </Opener>
              </th>
              <Cells figures={row} />
            </tr>
          ))}
          <tr className={styles.total}>
            <th scope="row">{t('total')}</th>
            <Cells figures={data.total} />
          </tr>
        </Table>
      )}
      {open && <Results look={look} turn={turn} row={open} name={name(open)} onClose={() => setOpen(null)} />}
    </Panel>
  );
}

function useRowName(by: By): (row: Row) => string {
  const { t } = useTranslation('figures');
  const text = useText();
  return (row) => {
    const service = services.find((each) => each !== '' && each === row.key);
    if (by === 'service' && service) return t(`service.${service || 'all'}`);
    return text(row.text) || row.key || t('unnamed');
  };
}

function Cells({ figures }: { figures: Figures }) {
  return (
    <>
      {counts.map((name) => (
        <td key={name}>{figures[name]}</td>
      ))}
      {rates.map((name) => (
        <td key={name}>
          <Share percent={figures[name]} />
        </td>
      ))}
      <td>{figures.net_promoter_score === null ? '—' : Math.round(figures.net_promoter_score)}</td>
    </>
  );
}
