import { tableQuery } from '@console/features/figures/today/api';
import { written } from '@console/features/figures/today/values';
import { useTimeZone } from '@shared/api/session';
import type { BoardView, Level } from '@shared/rt/board';
import { serverNow } from '@shared/rt/clock';
import { timeOf } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from './chart.module.css';
import { ceiling, type HalfHour, halfHours } from './halfHours';

const HEIGHT = 100;
const SLOT = 10;

/** Today's contacts by half hour, how many gave up, and the service level beside its goal. */
export function DayChart({ board }: { board: BoardView }) {
  const { t } = useTranslation('board');
  const { level, queues } = board;
  const found = useQuery({
    ...tableQuery(
      {
        measures: ['contacts', 'abandoned', level?.measure ?? ''],
        by: 'half_hour',
        span: 'today',
        within_s: String(level?.within_s ?? ''),
        queue: queues.map(({ queue_id }) => queue_id),
      },
      0,
    ),
    placeholderData: keepPreviousData,
    enabled: level !== null && queues.length > 0,
  });
  const report = (
    <Link to="/reports" search={{ report: 'half-hour', span: 'today' }}>
      {t('chart.all')}
    </Link>
  );
  return (
    <Panel title={t('chart.title')} note={report}>
      {found.isError && !found.data && (
        <PanelError error={found.error} onRetry={() => void found.refetch()} />
      )}
      {!found.isError && !found.data && queues.length > 0 && <Skeleton lines={3} />}
      {found.data?.rows.length === 0 && <Empty title={t('chart.none')} />}
      {found.data && found.data.rows.length > 0 && level && (
        <Chart slots={halfHours(found.data, serverNow())} level={level} />
      )}
    </Panel>
  );
}

function Chart({ slots, level }: { slots: HalfHour[]; level: Level }) {
  const { t } = useTranslation('board');
  const at = useClock();
  const most = ceiling(Math.max(...slots.map(({ contacts }) => contacts)));
  const sum = (name: 'contacts' | 'abandoned') => slots.reduce((total, slot) => total + slot[name], 0);
  const width = slots.length * SLOT;
  const y = (part: number) => HEIGHT - part * HEIGHT;
  const points = slots.flatMap(({ level: value }, place) =>
    value === null ? [] : [`${place * SLOT + SLOT / 2} ${y(value / 100)}`],
  );
  const label = t('chart.label', { contacts: sum('contacts'), abandoned: sum('abandoned') });
  return (
    <figure className={styles.chart} data-testid="day-chart">
      <figcaption>
        {(['contacts', 'abandoned', 'level', 'goal'] as const).map((series) => (
          <span key={series} data-series={series}>
            {t(`chart.${series}`)}
          </span>
        ))}
      </figcaption>
      <div className={styles.plot}>
        <Scale values={[written(most, 'count'), written(most / 2, 'count'), '0']} />
        <svg viewBox={`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
          {[0, 0.5, 1].map((part) => (
            <line key={part} x1="0" x2={width} y1={y(part)} y2={y(part)} className={styles.rule} />
          ))}
          {slots.map((slot, place) => (
            <Bar key={slot.atMs} slot={slot} x={place * SLOT} most={most} />
          ))}
          <line x1="0" x2={width} y1={y(level.goal / 100)} y2={y(level.goal / 100)} className={styles.goal} />
          {points.length > 0 && (
            <>
              <path d={`M${points.join('L')}`} className={styles.level} />
              <path d={points.map((point) => `M${point}h0`).join('')} className={styles.points} />
            </>
          )}
        </svg>
        <Scale values={['100%', '50%', '0%']} />
      </div>
      <div aria-hidden className={styles.times}>
        <span>{at(slots[0]?.atMs)}</span>
        <span>{at(slots[Math.floor(slots.length / 2)]?.atMs)}</span>
        <span>{at(slots.at(-1)?.atMs)}</span>
      </div>
    </figure>
  );
}

function Scale({ values }: { values: string[] }) {
  return (
    <div aria-hidden className={styles.scale}>
      {values.map((value) => (
        <span key={value}>{value}</span>
      ))}
    </div>
  );
}

/** A half hour; all of its height can be pointed at. */
function Bar({ slot, x, most }: { slot: HalfHour; x: number; most: number }) {
  const { t } = useTranslation('board');
  const at = useClock();
  const { atMs, contacts, abandoned, level } = slot;
  const height = (count: number) => (count / most) * HEIGHT;
  const words = {
    from: at(atMs),
    to: at(atMs + 1_800_000),
    contacts,
    abandoned,
    level: written(level, 'percent'),
  };
  return (
    <g>
      <title>{t('chart.slot', words)}</title>
      <rect x={x} y={0} width={SLOT} height={HEIGHT} className={styles.reach} />
      <rect
        x={x + 2}
        y={HEIGHT - height(contacts)}
        width={SLOT - 4}
        height={height(contacts)}
        className={styles.contacts}
      />
      <rect
        x={x + 2}
        y={HEIGHT - height(contacts)}
        width={SLOT - 4}
        height={height(Math.min(abandoned, contacts))}
        className={styles.abandoned}
      />
    </g>
  );
}

/** Writes a time by the clock that the day is told by. */
function useClock() {
  const zone = useTimeZone();
  return (ms: number | undefined) => (ms === undefined ? '' : timeOf(ms, zone));
}
