import '../messages';
import { DownloadOutlined } from '@ant-design/icons';
import { settingsQuery } from '@shared/api/workOrders';
import { useLanguage, useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { Table } from '@shared/ui/Table';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button, Segmented, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../figures.module.css';
import { Share } from '../Share';
import type { Span } from '../spans';
import {
  dimensions,
  type OrderFigures,
  type OrderLook,
  type OrderRow,
  orderExportUrl,
  orderReportQuery,
} from './api';
import own from './orders.module.css';

const counts = ['opened', 'closed'] as const;
const rates = ['first_time_fixed_pct', 'on_time_pct', 'repeat_rate_pct'] as const;

const columns = ['name', ...counts, ...rates, 'average_hours'] as const;

/** How well orders were done, by crew or area; a row leads to its closed orders on the board. */
export function WorkOrders({ span, turn }: { span: Span; turn: number }) {
  const { t } = useTranslation('figures');
  const [by, setBy] = useState<OrderLook['by']>('crew');
  const [type, setType] = useState('');
  const look: OrderLook = { span, by, type };
  const { data, error, refetch } = useQuery({
    ...orderReportQuery(look, turn),
    placeholderData: keepPreviousData,
  });
  return (
    <Panel title={t('room.orders')} note={t(`span.${span}`)} isFlush>
      <Tools look={look} onBy={setBy} onType={setType} />
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={8} isPadded />}
      {data?.rows.length === 0 && <Empty title={t('orders.none')} hint={t('noneHint')} />}
      {data && data.rows.length > 0 && (
        <Table
          columns={columns}
          head={(column) =>
            column === 'name' ? (
              t(`by.${by}`)
            ) : (
              <span title={t(`orders.what.${column}`)}>{t(`orders.${column}`)}</span>
            )
          }
          className={styles.figures}
          testId="orders-table"
        >
          {data.rows.map((row) => (
            <tr key={row.id ?? ''}>
              <th scope="row">
                <Name row={row} look={look} />
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
    </Panel>
  );
}

interface ToolsProps {
  look: OrderLook;
  onBy: (by: OrderLook['by']) => void;
  onType: (type: string) => void;
}

function Tools({ look, onBy, onType }: ToolsProps) {
  const { t } = useTranslation('figures');
  const text = useText();
  const language = useLanguage();
  const maySeeOrders = useCan('workorder.view');
  const { data: settings } = useQuery({ ...settingsQuery, enabled: maySeeOrders });
  return (
    <div className={styles.tools}>
      <Segmented
        aria-label={t('by.label')}
        value={look.by}
        options={dimensions.map((value) => ({ value, label: t(`by.${value}`) }))}
        onChange={onBy}
      />
      {settings && (
        <Select
          className={own.type ?? ''}
          aria-label={t('orders.type')}
          value={look.type}
          options={[
            { value: '', label: t('orders.anyType') },
            ...settings.types.map(({ code, text: name }) => ({ value: code, label: text(name) })),
          ]}
          onChange={onType}
        />
      )}
      <span className={styles.grow} />
      {(['csv', 'xlsx'] as const).map((format) => (
        <Button
          key={format}
          icon={<DownloadOutlined />}
          href={orderExportUrl(look, format, language)}
          download
          data-testid={`export-${format}`}
        >
          {t(format)}
        </Button>
      ))}
    </div>
  );
}

/** Leads to the closed orders of this crew or area, for who may see them. */
function Name({ row, look }: { row: OrderRow; look: OrderLook }) {
  const { t } = useTranslation('figures');
  const text = useText();
  const mayOpen = useCan('workorder.view');
  const name = text(row.text) || t(look.by === 'crew' ? 'orders.noCrew' : 'orders.noArea');
  if (!mayOpen || (row.id === null && look.by === 'crew')) return name;
  const which = look.by === 'crew' ? { crew: row.id ?? '' } : { areas: [row.id ?? 'none'] };
  return (
    <Link
      to="/dispatch"
      search={{ ...which, ...(look.type ? { type: look.type } : {}), closed: true }}
      className={own.open}
      data-testid="orders-open"
    >
      {name}
    </Link>
  );
}

function Cells({ figures }: { figures: OrderFigures }) {
  const { t } = useTranslation('figures');
  return (
    <>
      {counts.map((name) => (
        <td key={name}>{figures[name]}</td>
      ))}
      {rates.map((name) => (
        <td key={name}>
          <Share percent={figures[name]} isBad={name === 'repeat_rate_pct'} />
        </td>
      ))}
      <td>
        {figures.average_hours === null
          ? '—'
          : t('orders.hours', { hours: figures.average_hours.toFixed(1) })}
      </td>
    </>
  );
}
