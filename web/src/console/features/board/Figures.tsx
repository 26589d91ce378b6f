import type { BoardView } from '@shared/rt/board';
import { serverNow } from '@shared/rt/clock';
import { Elapsed } from '@shared/ui/Clock';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';
import { LONG_WAIT_MS, share, totals } from './rules';
import { useFormula } from './useFormula';

type Tone = 'plain' | 'ok' | 'warn' | 'danger';

/** The row of figures over everything in scope: what is live, and what the figures say of today. */
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
      <OfToday board={board} />
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

/** Sums and shares of the day so far; a dash as long as they are not known. */
function OfToday({ board }: { board: BoardView }) {
  const { t } = useTranslation('board');
  const formula = useFormula();
  const { day } = totals(board);
  const { level } = board;
  const inTime = share(day.in_time, day.judged);
  const isMet = level !== null && inTime !== null && inTime >= level.goal;
  return (
    <>
      <Figure
        name={level ? t('figures.level', { seconds: level.within_s }) : t('figures.levelUnknown')}
        value={percent(level && inTime)}
        note={level ? t('figures.goal', { goal: level.goal }) : '…'}
        tone={inTime === null || !level ? 'plain' : isMet ? 'ok' : 'warn'}
        formula={formula(level?.measure)}
        testId="board-level"
      />
      <Figure
        name={t('figures.abandonment')}
        value={percent(level && share(day.abandoned, day.settled))}
        note={level ? t('figures.abandoned', { count: day.abandoned }) : '…'}
        formula={formula('abandonment_rate')}
      />
      <Figure
        name={t('figures.contacts')}
        value={level ? day.contacts : '—'}
        note={level ? t('figures.answered', { count: day.answered }) : '…'}
        formula={formula('contacts')}
        testId="board-contacts"
      />
    </>
  );
}

const percent = (value: number | null) => (value === null ? '—' : `${value.toFixed(1)}%`);

interface FigureProps {
  name: string;
  value: ReactNode;
  note: ReactNode;
  tone?: Tone;
  formula?: string | undefined;
  testId?: string;
}

function Figure({ name, value, note, tone = 'plain', formula, testId }: FigureProps) {
  return (
    <div className={styles.figure} data-tone={tone} title={formula}>
      <span>{name}</span>
      <b data-testid={testId}>{value}</b>
      <small>{note}</small>
    </div>
  );
}
