import styles from './tickets.module.css';

/** What the server finds wrong with something that is more than one field. */
export function Fault({ words }: { words: string | undefined }) {
  return words === undefined ? null : (
    <em role="alert" className={styles.fault}>
      {words}
    </em>
  );
}
