import { type RefCallback, useCallback, useState } from 'react';

/** The height of an element as it changes; the virtual table must be told. */
export function useHeight(): [RefCallback<HTMLElement>, number] {
  const [height, setHeight] = useState(400);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const watch = new ResizeObserver(([entry]) => {
      if (entry) setHeight(Math.floor(entry.contentRect.height));
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [ref, height];
}
