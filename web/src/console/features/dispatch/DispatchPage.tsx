import { PlusOutlined, WarningOutlined } from '@ant-design/icons';
import { Can, useCan } from '@shared/perm/Can';
import { PanelBoundary } from '@shared/ui/states';
import { useOffline } from '@shared/ui/useBlocked';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Segmented } from 'antd';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Alarms } from './Alarms';
import { listQuery, type Order } from './api';
import { BulkBar } from './BulkBar';
import { CrewsView } from './crews/CrewsView';
import { Filters } from './Filters';
import { MapView } from './map/MapView';
import { NewOrderDialog } from './NewOrderDialog';
import { OrderList } from './OrderList';
import { OutageDialog } from './OutageDialog';
import { Outages } from './Outages';
import { OrderPanel } from './order/OrderPanel';
import styles from './page.module.css';
import { changed, type DispatchSearch, filterOf, readSearch, views } from './search';

/** Who goes where: the open orders as a list, on the map and on the crews' day; one of them beside it. */
export function DispatchPage() {
  const { t } = useTranslation('dispatch');
  const navigate = useNavigate();
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const search = useMemo(() => readSearch(raw), [raw]);
  const filter = useMemo(() => filterOf(search), [search]);
  const mayDispatch = useCan('workorder.dispatch');
  const offline = useOffline();
  const { data } = useInfiniteQuery(listQuery(filter));
  const counts = data?.pages[0]?.counts;
  const orders = useMemo(() => data?.pages.flatMap(({ items }) => items) ?? [], [data]);
  const [selected, select] = useState<string[]>([]);
  const [isDeclaring, setDeclaring] = useState(false);
  const [isOpening, setOpening] = useState(false);
  const view = search.view ?? 'list';

  const go = useCallback(
    (to: DispatchSearch) => void navigate({ to: '/dispatch', search: to as never }),
    [navigate],
  );
  const set = (part: Parameters<typeof changed>[1]) => go(changed(search, part));
  const open = useCallback((order: string) => go(changed(search, { order })), [go, search]);
  const clear = () => go(changed({ view: search.view, order: search.order, day: search.day } as never, {}));
  const chosen = useMemo(
    () => orders.filter(({ work_order_id }) => selected.includes(work_order_id)),
    [orders, selected],
  );

  const list = (
    <OrderList
      filter={filter}
      openId={search.order}
      selected={selected}
      isSelectable={mayDispatch && !filter.closed}
      onOpen={open}
      onSelect={select}
      onClearFilter={clear}
      bulk={mayDispatch && <Bulk orders={chosen} onSelect={select} />}
    />
  );

  return (
    <div className={styles.page} data-testid="dispatch">
      <header className={styles.head}>
        <h2>{t('title')}</h2>
        <Segmented
          aria-label={t('view.label')}
          value={view}
          options={views.map((value) => ({ value, label: t(`view.${value}`) }))}
          onChange={(value) => set({ view: value })}
        />
        {counts && <span className={styles.total}>{t('list.open', { count: counts.open })}</span>}
        <span className={styles.grow} />
        <Can do="workorder.dispatch">
          <Button
            icon={<WarningOutlined />}
            disabled={offline !== null}
            title={offline ?? undefined}
            onClick={() => setDeclaring(true)}
            data-testid="outage-declare"
          >
            {t('outage.declare')}
          </Button>
          <Button
            type="primary"
            icon={<PlusOutlined />}
            disabled={offline !== null}
            title={offline ?? undefined}
            onClick={() => setOpening(true)}
            data-testid="order-new"
          >
            {t('new.open')}
          </Button>
        </Can>
      </header>
      <div className={styles.strips}>
        <Outages />
        <Alarms counts={counts} onShow={(part) => go(changed({ view: search.view } as never, part))} />
      </div>
      <div className={styles.body} data-open={search.order !== undefined}>
        <Filters search={search} counts={counts} onChange={go} onClear={clear} />
        <div className={styles.centre} data-view={view}>
          <PanelBoundary key={view}>
            {view === 'map' && (
              <MapView
                filter={filter}
                onChoose={(areas) => set({ areas: areas.length > 0 ? areas : undefined })}
              />
            )}
            {view === 'crews' ? (
              <CrewsView
                filter={filter}
                day={search.day}
                openId={search.order}
                onOpen={open}
                onDay={(day) => set({ day })}
              />
            ) : (
              list
            )}
          </PanelBoundary>
        </div>
        {search.order && (
          <PanelBoundary key={search.order}>
            <OrderPanel orderId={search.order} onOpen={open} onClose={() => set({ order: undefined })} />
          </PanelBoundary>
        )}
      </div>
      {isDeclaring && <OutageDialog outage={null} onClose={() => setDeclaring(false)} />}
      {isOpening && (
        <NewOrderDialog
          onClose={() => setOpening(false)}
          onOpened={(order) => {
            setOpening(false);
            open(order);
          }}
        />
      )}
    </div>
  );
}

function Bulk({ orders, onSelect }: { orders: Order[]; onSelect: (ids: string[]) => void }) {
  return <BulkBar orders={orders} onClear={() => onSelect([])} onKeep={onSelect} />;
}
