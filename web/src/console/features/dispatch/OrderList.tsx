import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Table, type TableProps } from 'antd';
import { type KeyboardEvent, type ReactNode, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { listQuery, type Order } from './api';
import styles from './list.module.css';
import { OrderTags } from './OrderTags';
import { SlaClock } from './SlaClock';
import { type Filter, isFiltered } from './search';
import { useHeight } from './useHeight';
import { usePending } from './useStep';
import { toneOfState, useOrderWords } from './words';

interface OrderListProps {
  filter: Filter;
  openId: string | undefined;
  selected: string[];
  isSelectable: boolean;
  onOpen: (id: string) => void;
  onSelect: (ids: string[]) => void;
  onClearFilter: () => void;
  /** What can be done with the selected ones. */
  bulk: ReactNode;
}

/** The orders that the filter leaves, the most urgent first; only the rows in sight are drawn. */
export function OrderList(props: OrderListProps) {
  const { filter, openId, selected, isSelectable, onOpen, onSelect, onClearFilter, bulk } = props;
  const { t } = useTranslation('dispatch');
  const words = useOrderWords();
  const query = useInfiniteQuery(listQuery(filter));
  const { data, error, isFetchingNextPage, fetchNextPage, hasNextPage, refetch } = query;
  const pending = usePending(({ ids }) => ids);
  const [frame, height] = useHeight();
  const table = useRef<{ scrollTo: (to: { key: string }) => void }>(null);
  const orders = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);

  const columns = useMemo<TableProps<Order>['columns']>(
    () => [
      {
        title: t('column.order'),
        key: 'order',
        width: 166,
        render: (_, order) => (
          <div className={styles.cell}>
            <button
              type="button"
              className={styles.open}
              aria-current={order.work_order_id === openId}
              data-order={order.work_order_id}
              data-testid="order-open"
              onClick={() => onOpen(order.work_order_id)}
            >
              {order.order_no}
            </button>
            <OrderTags order={order} />
          </div>
        ),
      },
      {
        title: t('column.sla'),
        key: 'sla',
        width: 106,
        render: (_, order) => (
          <div className={styles.cell}>
            <SlaClock order={order} />
            <small>{words.severity(order.severity_code)}</small>
          </div>
        ),
      },
      {
        title: t('column.what'),
        key: 'what',
        render: (_, order) => (
          <div className={styles.cell} title={`${order.address} ${order.description}`}>
            <span>{order.address}</span>
            <small>
              {words.type(order.type_code)}
              {order.description && ` · ${order.description}`}
            </small>
          </div>
        ),
      },
      {
        title: t('column.who'),
        key: 'who',
        width: openId ? 128 : 150, // beside an open order the address needs the room
        render: (_, order) => (
          <div className={styles.cell} title={words.holder(order)}>
            <span data-none={!order.crew_id}>{words.holder(order) || t('nobody')}</span>
            <small>{words.area(order) || t('noArea')}</small>
          </div>
        ),
      },
      {
        title: t('column.state'),
        key: 'state',
        width: 92,
        render: (_, order) =>
          pending.has(order.work_order_id) ? (
            <span className={styles.pending} role="status">
              {t('pending')}
            </span>
          ) : (
            <Pill tone={toneOfState(order.state)}>{words.state(order)}</Pill>
          ),
      },
    ],
    [t, words, openId, onOpen, pending],
  );

  /** Arrows go from order to order, Space takes one into the selection. */
  const onKeyDown = (event: KeyboardEvent) => {
    const id = (event.target as HTMLElement).dataset.order;
    const at = orders.findIndex(({ work_order_id }) => work_order_id === id);
    if (id === undefined || at < 0) return;
    const next = orders[at + (event.key === 'ArrowDown' ? 1 : -1)]?.work_order_id;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && next) {
      event.preventDefault();
      table.current?.scrollTo({ key: next });
      requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-order="${next}"]`)?.focus());
    }
    if (event.key === ' ' && isSelectable) {
      event.preventDefault();
      onSelect(selected.includes(id) ? selected.filter((each) => each !== id) : [...selected, id]);
    }
  };

  const total = data?.pages.at(-1)?.counts.open;
  const note =
    data && t(hasNextPage && total !== undefined ? 'list.some' : 'list.all', { count: orders.length });
  return (
    <Panel
      title={t(filter.closed ? 'list.closed' : 'list.title')}
      note={note}
      className={styles.panel}
      isFlush
    >
      <div className={styles.frame}>
        {error && <PanelError error={error} onRetry={() => void (data ? fetchNextPage() : refetch())} />}
        {bulk}
        {!data && !error && (
          <div className={styles.skeleton}>
            <Skeleton lines={10} />
          </div>
        )}
        {data && orders.length === 0 && (
          <Empty
            title={t(isFiltered(filter) ? 'none.filtered' : 'none.open')}
            hint={t(isFiltered(filter) ? 'none.filteredHint' : 'none.openHint')}
            action={isFiltered(filter) && <Button onClick={onClearFilter}>{t('filter.clear')}</Button>}
          />
        )}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: keys of the buttons inside */}
        <div ref={frame} className={styles.table} hidden={orders.length === 0} onKeyDown={onKeyDown}>
          <Table<Order>
            ref={table as never}
            virtual
            size="small"
            rowKey="work_order_id"
            columns={columns ?? []}
            dataSource={orders}
            pagination={false}
            scroll={{ x: 660, y: Math.max(120, height - HEAD_PX) }}
            rowClassName={({ work_order_id }) =>
              `${styles.row} ${work_order_id === openId ? styles.current : ''}`
            }
            {...(isSelectable
              ? {
                  rowSelection: {
                    columnWidth: 40,
                    selectedRowKeys: selected,
                    preserveSelectedRowKeys: true,
                    onChange: (ids) => onSelect(ids.map(String)),
                    getCheckboxProps: (order) => ({
                      'aria-label': t('list.select', { order: order.order_no }),
                    }),
                  },
                }
              : {})}
          />
        </div>
        {hasNextPage && !error && (
          <div className={styles.more}>
            <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              {t('list.more')}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}

const HEAD_PX = 34;
