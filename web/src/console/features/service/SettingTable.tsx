import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Table } from '@shared/ui/Table';
import type { UseQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './service.module.css';

export interface Column<Row> {
  key: string;
  title: string;
  cell: (row: Row) => ReactNode;
  isNumber?: boolean;
}

interface SettingTableProps<Row> {
  title: ReactNode;
  note?: string;
  query: UseQueryResult;
  rows: Row[];
  rowKey: (row: Row) => string;
  name: (row: Row) => string;
  columns: Column<Row>[];
  isFiltered: boolean;
  /** What to do when there is none. */
  none: string;
  onEdit: (row: Row) => void;
}

/** A plain table of what is set, one row each, with its button; empty, loading and broken are told apart. */
export function SettingTable<Row>(props: SettingTableProps<Row>) {
  const { title, note, query, rows, rowKey, name, columns, isFiltered, none, onEdit } = props;
  const { t } = useTranslation('service');
  const byKey = new Map(columns.map((column) => [column.key, column]));
  return (
    <Panel title={title} note={note} className={styles.panel} isFlush>
      <Loaded queries={[query]}>
        {() =>
          rows.length === 0 ? (
            <Empty
              title={isFiltered ? t('nothingFound') : t('none')}
              hint={isFiltered ? t('nothingFoundHint') : none}
            />
          ) : (
            <Table
              columns={columns.map(({ key }) => key)}
              head={(key) => byKey.get(key)?.title}
              headClasses={Object.fromEntries(
                columns.map(({ key, isNumber }) => [key, isNumber ? cells.number : undefined]),
              )}
              className={styles.settings}
              buttons={t('edit')}
            >
              {rows.map((row) => (
                <tr key={rowKey(row)} data-testid="service-row">
                  {columns.map((column, place) => {
                    const cell = column.cell(row);
                    return place === 0 ? (
                      <th key={column.key} scope="row">
                        {cell}
                      </th>
                    ) : (
                      <td key={column.key} className={column.isNumber ? cells.number : undefined}>
                        {cell}
                      </td>
                    );
                  })}
                  <td className={cells.buttons}>
                    <Button
                      size="small"
                      aria-label={t('editOf', { name: name(row) })}
                      onClick={() => onEdit(row)}
                      data-testid="service-edit"
                    >
                      {t('edit')}
                    </Button>
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
    </Panel>
  );
}

/** Said only of what is out of use. */
export function Retired({ isActive }: { isActive: boolean }) {
  const { t } = useTranslation('service');
  return isActive ? t('yes') : <Pill>{t('no')}</Pill>;
}

/** Whether something is what is looked for, by any of its words. */
export const isAbout = (wanted: string, ...words: string[]): boolean =>
  words.some((word) => word.toLowerCase().includes(wanted.trim().toLowerCase()));
