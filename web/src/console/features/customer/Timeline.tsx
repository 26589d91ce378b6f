import type { Pop, TimelineItem } from '@shared/rt/events';
import { PanelError } from '@shared/ui/states';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { olderContactsQuery } from './api';
import { Contact } from './Contact';
import styles from './customer.module.css';

/** The customer's contacts, newest first; older ones are fetched when asked for. */
export function Timeline({ customer }: { customer: Pop }) {
  const { t } = useTranslation('customer');
  const carried = customer.timeline;
  const lastId = carried.at(-1)?.interaction_id;
  const { data, error, isFetching, fetchNextPage, hasNextPage, refetch } = useInfiniteQuery(
    olderContactsQuery(customer.customer_id, lastId),
  );
  const older: TimelineItem[] = data?.pages.flatMap((page) => page.items) ?? [];
  const isExhausted = data !== undefined && !hasNextPage;
  const more = () => void (data ? fetchNextPage() : refetch());
  return (
    <div>
      <h3 className={styles.section}>{t('timeline')}</h3>
      {carried.length === 0 && <p className={styles.none}>{t('noContacts')}</p>}
      <ol className={styles.timeline} data-testid="timeline">
        {[...carried, ...older].map((item) => (
          <Contact key={item.interaction_id} item={item} />
        ))}
      </ol>
      {error && <PanelError error={error} onRetry={more} />}
      {carried.length > 0 && !error && (
        <div className={styles.more}>
          {isExhausted ? (
            <span>{t('noOlder')}</span>
          ) : (
            <Button size="small" loading={isFetching} onClick={more}>
              {t('older')}
            </Button>
          )}
        </div>
      )}
    </div>
  );
}
