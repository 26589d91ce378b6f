import '../messages';
import { AttentionList } from './AttentionList';
import { Breakdown } from './Breakdown';
import { KeyFigures } from './KeyFigures';
import styles from './today.module.css';

/** The day so far: its figures, told apart as wanted, and what still needs somebody. */
export function Today({ turn }: { turn: number }) {
  return (
    <div className={styles.today}>
      <KeyFigures turn={turn} />
      <Breakdown turn={turn} />
      <AttentionList turn={turn} />
    </div>
  );
}
