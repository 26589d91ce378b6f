import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { PanelError, Skeleton } from './states';

interface LoadedProps {
  queries: UseQueryResult[];
  children: () => ReactNode;
}

/** Show the children once everything that they need is there; until then that it comes, or why it does not. */
export function Loaded({ queries, children }: LoadedProps) {
  const failed = queries.find((query) => query.isError && query.data === undefined);
  if (failed) {
    const again = () => {
      for (const query of queries) if (query.isError) void query.refetch();
    };
    return <PanelError error={failed.error} onRetry={again} />;
  }
  if (queries.some((query) => query.data === undefined)) return <Skeleton lines={8} isPadded />;
  return children();
}
