import { PanelError, Skeleton } from '@shared/ui/states';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import styles from './lists.module.css';

interface PagesProps {
  query: UseInfiniteQueryResult<InfiniteData<unknown>>;
  isEmpty: boolean;
  /** What is shown when there is nothing. */
  empty: ReactNode;
  /** What the button says that fetches earlier ones. */
  older: string;
  /** What was fetched so far. */
  children: ReactNode;
}

/** A list that comes page by page: that it comes, why it does not, that there is none, earlier ones on demand. */
export function Pages({ query, isEmpty, empty, older, children }: PagesProps) {
  const { data, error, fetchNextPage, hasNextPage, isFetchNextPageError, isFetchingNextPage, refetch } =
    query;
  return (
    <>
      {error && (
        <PanelError error={error} onRetry={() => void (isFetchNextPageError ? fetchNextPage() : refetch())} />
      )}
      {!data && !error && <Skeleton lines={8} isPadded />}
      {data && isEmpty && empty}
      {data && !isEmpty && children}
      {hasNextPage && !error && (
        <div className={styles.older}>
          <Button loading={isFetchingNextPage} onClick={() => void fetchNextPage()} data-testid="older">
            {older}
          </Button>
        </div>
      )}
    </>
  );
}
