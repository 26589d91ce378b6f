import { PanelBoundary, Skeleton } from '@shared/ui/states';
import { lazy, Suspense } from 'react';
import type { AreaMapProps } from './AreaMap';

const AreaMap = lazy(() => import('./AreaMap'));

/** The map, fetched when it is looked at for the first time. */
export function LazyMap(props: AreaMapProps) {
  return (
    <PanelBoundary>
      <Suspense fallback={<Skeleton lines={6} />}>
        <AreaMap {...props} />
      </Suspense>
    </PanelBoundary>
  );
}
