import type { ReactNode } from 'react';

interface ScrollAreaProps {
  className: string | undefined;
  label?: string | undefined;
  labelledBy?: string;
  children: ReactNode;
}

/** A part of the page that scrolls, and can be reached and scrolled by keys. */
export function ScrollArea({ className, label, labelledBy, children }: ScrollAreaProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: WCAG 2.1.1, what scrolls must take the focus
    // biome-ignore lint/a11y/useSemanticElements: no fieldset, these are not form fields
    <div className={className} tabIndex={0} role="group" aria-label={label} aria-labelledby={labelledBy}>
      {children}
    </div>
  );
}
