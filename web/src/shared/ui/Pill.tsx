import type { ReactNode } from 'react';
import styles from './Pill.module.css';

export type Tone = 'plain' | 'ok' | 'warn' | 'danger' | 'brand';

export function Pill({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.pill} data-tone={tone}>
      {children}
    </span>
  );
}
