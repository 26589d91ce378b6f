import { type ReactNode, useId } from 'react';
import styles from './Panel.module.css';
import { ScrollArea } from './ScrollArea';

interface PanelProps {
  title: ReactNode;
  note?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  id?: string;
  className?: string | undefined;
  tone?: 'plain' | 'amber';
  isFlush?: boolean;
  /** The body holds nothing that takes the focus, so it must take it itself to be scrolled by keys. */
  isReadOnly?: boolean;
}

/** A titled surface; its body scrolls, its head and foot stay. */
export function Panel({
  title,
  note,
  children,
  footer,
  id,
  className,
  tone = 'plain',
  isFlush,
  isReadOnly,
}: PanelProps) {
  const titleId = useId();
  const body = isFlush ? styles.body : `${styles.body} ${styles.padded}`;
  return (
    <section
      id={id}
      tabIndex={id ? -1 : undefined}
      className={`${styles.panel} ${className ?? ''}`}
      data-tone={tone}
      aria-labelledby={titleId}
    >
      <header className={styles.header}>
        <h2 id={titleId}>{title}</h2>
        {note && <span className={styles.note}>{note}</span>}
      </header>
      {isReadOnly ? (
        <ScrollArea className={body} labelledBy={titleId}>
          {children}
        </ScrollArea>
      ) : (
        <div className={body}>{children}</div>
      )}
      {footer && <footer className={styles.footer}>{footer}</footer>}
    </section>
  );
}
