import type { BoardView } from '@shared/rt/board';
import { serverNow } from '@shared/rt/clock';
import { useDesk } from '@shared/rt/store';
import { useSeconds } from '@shared/ui/Clock';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';

const STALE_AFTER_S = 5;
const FIGURES_OLD_MS = 30_000;
const clock = (ms: number) => new Date(ms).toLocaleTimeString('zh-CN', { hour12: false });

/** Whether what the board shows is old: nothing has come for some seconds, or nothing can come. */
export function useStale(): boolean {
  const ts = useDesk((desk) => desk.boardTs);
  const isOffline = useDesk((desk) => desk.connection !== 'online');
  const ageS = useSeconds(() => (ts === null ? 0 : serverNow() - ts));
  return isOffline || ageS > STALE_AFTER_S;
}

/** How late the board is, and up to when the day's figures on it are known when that is long ago. */
export function Freshness({ isStale, board }: { isStale: boolean; board: BoardView | null }) {
  const { t } = useTranslation('board');
  const ts = useDesk((desk) => desk.boardTs);
  const delayMs = board?.delay_ms ?? 0;
  const knownUntil = board?.known_until_ms ?? null;
  const isOld = knownUntil !== null && ts !== null && ts - knownUntil > FIGURES_OLD_MS;
  const time = ts === null ? '—' : clock(ts);
  const seconds = (delayMs / 1000).toFixed(1);
  return (
    <span
      role="status"
      className={styles.fresh}
      data-late={isStale || isOld || delayMs > STALE_AFTER_S * 1000}
    >
      {isStale ? t('stale', { time }) : t('fresh', { time, seconds })}
      {isOld && ` · ${t('figuresUntil', { time: clock(knownUntil) })}`}
    </span>
  );
}
