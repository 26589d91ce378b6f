import type { ComponentProps } from 'react';
import styles from './Unseen.module.css';

/** Words for who does not see the screen. */
export function Unseen(props: Omit<ComponentProps<'span'>, 'className'>) {
  return <span {...props} className={styles.unseen} />;
}
