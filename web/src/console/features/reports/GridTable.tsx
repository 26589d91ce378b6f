import { written } from '@console/features/figures/today/values';
import { useLanguage } from '@shared/i18n';
import { Tooltip } from 'antd';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { behind, type Column, type Grid, type Line } from './api';
import type { Cell } from './Behind';
import styles from './reports.module.css';
import type { ReportSearch } from './search';
import { nextSort, readOrder, sorted } from './sorting';

const ROW = 29;
const SPARE = 12;
const FIRST = 60;

interface GridTableProps {
  grid: Grid;
  search: ReportSearch;
  onOpen: (cell: Cell) => void;
  onSort: (sort: string) => void;
}

/** The table; of many lines only those in sight are drawn, but all of them are printed. */
export function GridTable({ grid, search, onOpen, onSort }: GridTableProps) {
  const { t } = useTranslation('reports');
  const language = useLanguage();
  const { box, from, to, onScroll } = useWindow(grid.lines.length);
  const order = readOrder(grid, search.sort);
  const lines = useMemo(
    () => sorted(grid, readOrder(grid, search.sort), language),
    [grid, search.sort, language],
  );
  const heads = (place: number) =>
    ({
      direction: order?.place === place ? (order.isDown ? 'descending' : 'ascending') : undefined,
      onSort: () => onSort(nextSort(grid, order, place)),
    }) as const;
  return (
    <section
      ref={box}
      className={styles.scroll}
      onScroll={onScroll}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must take the keys
      tabIndex={0}
      aria-label={t('table', { title: grid.title })}
    >
      <table className={styles.grid} aria-rowcount={grid.lines.length + 2} data-testid="report-table">
        <thead>
          <tr>
            {grid.heads.map((head, place) => (
              <Head key={head} {...heads(place)}>
                {head}
              </Head>
            ))}
            {grid.columns.map((column, place) => (
              <Head
                key={`${column.code} ${column.before_days}`}
                column={column}
                {...heads(grid.heads.length + place)}
              >
                {column.name}
              </Head>
            ))}
          </tr>
        </thead>
        <tbody>
          {from > 0 && <tr aria-hidden style={{ height: from * ROW }} />}
          {lines.slice(from, to).map((line, place) => (
            <Row
              key={line.key.join()}
              grid={grid}
              line={line}
              index={from + place + 2}
              search={search}
              onOpen={onOpen}
            />
          ))}
          {to < grid.lines.length && <tr aria-hidden style={{ height: (grid.lines.length - to) * ROW }} />}
        </tbody>
        <tfoot>
          <tr aria-rowindex={grid.lines.length + 2}>
            <th scope="row" colSpan={grid.heads.length}>
              {t('total')}
            </th>
            {grid.columns.map((column, place) => (
              <td key={`${column.code} ${column.before_days}`}>{written(grid.total[place], column.unit)}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

interface HeadProps {
  column?: Column;
  direction: 'ascending' | 'descending' | undefined;
  onSort: () => void;
  children: ReactNode;
}

/** Sorts when it is pressed; a measure's says its formula when one points at it. */
function Head({ column, direction, onSort, children }: HeadProps) {
  const button = (
    <button type="button" className={column ? styles.measure : undefined} onClick={onSort}>
      {children}
      {direction && <i aria-hidden>{direction === 'descending' ? '▼' : '▲'}</i>}
    </button>
  );
  return (
    <th scope="col" aria-sort={direction}>
      {column ? (
        <Tooltip
          title={
            <>
              {column.formula}
              {column.remark && <p>{column.remark}</p>}
            </>
          }
        >
          {button}
        </Tooltip>
      ) : (
        button
      )}
    </th>
  );
}

function Row(props: { grid: Grid; line: Line; index: number } & Pick<GridTableProps, 'search' | 'onOpen'>) {
  const { grid, line, index, search, onOpen } = props;
  return (
    <tr aria-rowindex={index}>
      {line.labels.map((label, place) => (
        <th key={grid.heads[place]} scope="row">
          {label}
        </th>
      ))}
      {grid.columns.map((column, place) => {
        const value = written(line.values[place], column.unit);
        const canOpen = hasCalls(column) && line.values[place] && behind(grid, line, column, search);
        return (
          <td key={`${column.code} ${column.before_days}`}>
            {canOpen ? (
              <button type="button" onClick={() => onOpen({ line, column })} data-testid="report-figure">
                {value}
              </button>
            ) : (
              value
            )}
          </td>
        );
      })}
    </tr>
  );
}

/** Agents' time is made of states, not of calls. */
const OF_TIME = ['signed_in_s', 'not_ready_s', 'ready_s', 'reserved_s', 'busy_s', 'working_after_call_s'];
const hasCalls = ({ code }: Column) => ![...OF_TIME, 'occupancy', 'utilisation'].includes(code);

/** Which lines are drawn. */
function useWindow(count: number) {
  const box = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const print = (is: boolean) => () => flushSync(() => setPrinting(is));
    const [before, after] = [print(true), print(false)];
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  const height = box.current?.clientHeight || FIRST * ROW;
  const from = isPrinting ? 0 : Math.max(0, Math.min(count - 1, Math.floor(top / ROW) - SPARE));
  const to = isPrinting ? count : Math.min(count, Math.ceil((top + height) / ROW) + SPARE);
  const onScroll = () => {
    const at = box.current?.scrollTop ?? 0;
    if (Math.abs(at - top) > (SPARE / 3) * ROW || at === 0) setTop(at);
  };
  return { box, from, to, onScroll };
}
