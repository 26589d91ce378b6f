import styles from './figures.module.css';

/** A share as a number with a bar beside it; of what should not happen in another colour. */
export function Share({ percent, isBad = false }: { percent: number | null; isBad?: boolean }) {
  if (percent === null) return <>—</>;
  return (
    <span className={styles.bar}>
      <span className={styles.track} data-bad={isBad} aria-hidden>
        <span style={{ width: `${Math.max(0, Math.min(100, percent))}%` }} />
      </span>
      <span className={styles.percent}>{percent.toFixed(1)}%</span>
    </span>
  );
}
