import { serverNow } from '@shared/rt/clock';
import type { BoardView } from '@shared/rt/events';
import { Elapsed } from '@shared/ui/Clock';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';
import { LONG_WAIT_MS, totals } from './rules';

type Tone = 'plain' | 'ok' | 'warn' | 'danger';

/** The row of figures over everything in scope. */
export function Figures({ board }: { board: BoardView }) {
  const { t } = useTranslation('board');
  const sum = totals(board);
  const isLong = sum.longestSinceMs !== null && serverNow() - sum.longestSinceMs > LONG_WAIT_MS;
  const longest = sum.longestSinceMs && (
    <>
      {t('figures.longest')} <Elapsed sinceMs={sum.longestSinceMs} />
    </>
  );
  const waitingTone: Tone = isLong ? 'danger' : sum.waiting > 0 ? 'warn' : 'plain';
  return (
    <div className={styles.figures}>
      <Figure
        name={t('figures.waiting')}
        value={sum.waiting}
        note={longest || t('figures.nobodyWaits')}
        tone={waitingTone}
      />
      <Figure
        name={t('figures.offered')}
        value={sum.offered}
        note={t('figures.answered', { count: sum.answered })}
      />
      <Figure
        name={t('figures.abandonment')}
        value={sum.abandonmentPct === null ? '—' : `${sum.abandonmentPct.toFixed(1)}%`}
        note={t('figures.abandoned', { count: sum.abandoned })}
      />
      <Figure
        name={t('figures.signedOn')}
        value={sum.signedOn}
        note={t('figures.notReady', { count: sum.inState('not_ready') })}
      />
      <Figure
        name={t('figures.busy')}
        value={sum.inState('busy')}
        note={t('figures.ringing', { count: sum.inState('reserved') })}
      />
      <Figure
        name={t('figures.ready')}
        value={sum.inState('ready')}
        note={t('figures.readyNote')}
        tone="ok"
      />
      <Figure
        name={t('figures.wrapUp')}
        value={sum.inState('working_after_call')}
        note={t('figures.wrapUpNote')}
        tone="warn"
      />
    </div>
  );
}

function Figure({
  name,
  value,
  note,
  tone = 'plain',
}: {
  name: string;
  value: ReactNode;
  note: ReactNode;
  tone?: Tone;
}) {
  return (
    <div className={styles.figure} data-tone={tone}>
      <span>{name}</span>
      <b>{value}</b>
      <small>{note}</small>
    </div>
  );
}
