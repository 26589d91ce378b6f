import type { ContactKind, Pop, TimelineItem } from '@shared/rt/events';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { contactsQuery } from './api';
import { Contact } from './Contact';
import styles from './customer.module.css';
import own from './situation.module.css';

const kinds = ['call', 'ticket', 'order', 'message', 'survey'] as const;

/** Everything that passed between the customer and us, newest first; older things are fetched when asked for. */
export function Timeline({ customer }: { customer: Pop }) {
  const { t } = useTranslation('customer');
  const [kind, setKind] = useState<ContactKind | null>(null);
  const options = [
    { value: 'all' as const, label: t('kinds.all') },
    ...kinds.map((value) => ({ value, label: t(`kinds.${value}`) })),
  ];
  return (
    <div>
      <div className={own.timelineHead}>
        <h3 className={styles.section}>{t('timeline')}</h3>
        <Segmented
          size="small"
          aria-label={t('kinds.label')}
          options={options}
          value={kind ?? 'all'}
          onChange={(value) => setKind(kinds.find((each) => each === value) ?? null)}
          data-testid="timeline-kinds"
        />
      </div>
      {kind === null ? (
        <Carried customer={customer} />
      ) : (
        <OfKind key={kind} id={customer.customer_id} kind={kind} />
      )}
    </div>
  );
}

/** Every kind: what came with the customer, and what is fetched behind it. */
function Carried({ customer }: { customer: Pop }) {
  const from = customer.timeline_before;
  const { data, error, isFetching, fetchNextPage, hasNextPage, refetch } = useInfiniteQuery({
    ...contactsQuery(customer.customer_id, null, from ?? ''),
    enabled: false,
  });
  const older = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Items
      items={[...customer.timeline, ...older]}
      isMore={data === undefined ? from !== null : hasNextPage}
      isFetching={isFetching}
      error={error}
      onMore={() => void (data ? fetchNextPage() : refetch())}
      none="noContacts"
    />
  );
}

function OfKind({ id, kind }: { id: string; kind: ContactKind }) {
  const { data, error, isFetching, fetchNextPage, hasNextPage, refetch } = useInfiniteQuery({
    ...contactsQuery(id, kind, ''),
    enabled: id !== '',
  });
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  if (!data && isFetching) return <Skeleton lines={4} />;
  return (
    <Items
      items={items}
      isMore={hasNextPage}
      isFetching={isFetching}
      error={error}
      onMore={() => void (data ? fetchNextPage() : refetch())}
      none="noneOfKind"
    />
  );
}

interface ItemsProps {
  items: TimelineItem[];
  isMore: boolean;
  isFetching: boolean;
  error: Error | null;
  onMore: () => void;
  none: 'noContacts' | 'noneOfKind';
}

function Items({ items, isMore, isFetching, error, onMore, none }: ItemsProps) {
  const { t } = useTranslation('customer');
  return (
    <>
      {items.length === 0 && !error && <p className={styles.none}>{t(none)}</p>}
      <ol className={styles.timeline} data-testid="timeline">
        {items.map((item) => (
          <Contact key={`${item.item_id} ${item.at_ms}`} item={item} />
        ))}
      </ol>
      {error && <PanelError error={error} onRetry={onMore} />}
      {items.length > 0 && !error && (
        <div className={styles.more}>
          {isMore ? (
            <Button size="small" loading={isFetching} onClick={onMore}>
              {t('older')}
            </Button>
          ) : (
            <span>{t('noOlder')}</span>
          )}
        </div>
      )}
    </>
  );
}
