import { written } from '@console/features/figures/today/values';
import { useTranslation } from 'react-i18next';
import type { Grid, Report } from './api';
import styles from './reports.module.css';

const BARS_MAX = 12;
const SERIES_MAX = 6;
const WIDTH = 900;
const HEIGHT = 150;
const EDGE = 6;

/** A report's first measure as a picture; the table below says the same in numbers. */
export function Chart({ grid, kind }: { grid: Grid; kind: Report['chart'] }) {
  if (kind === 'bars') return <Bars grid={grid} />;
  return kind === 'line' && grid.lines.length > 1 ? <Lines grid={grid} /> : null;
}

function Bars({ grid }: { grid: Grid }) {
  const { t } = useTranslation('reports');
  const [measure] = grid.columns;
  if (!measure) return null;
  const lines = grid.lines
    .filter(({ values }) => (values[0] ?? 0) > 0)
    .toSorted((a, b) => (b.values[0] ?? 0) - (a.values[0] ?? 0))
    .slice(0, BARS_MAX);
  const most = lines[0]?.values[0] ?? 1;
  return (
    <figure className={styles.chart} data-testid="report-chart">
      <figcaption>
        {measure.name}
        {grid.lines.length > BARS_MAX && ` · ${t('first', { count: BARS_MAX })}`}
      </figcaption>
      <ul className={styles.bars}>
        {lines.map(({ key, labels, values }) => (
          <li key={key.join()}>
            <span>{labels.join(' · ')}</span>
            <i aria-hidden style={{ width: `${((values[0] ?? 0) / most) * 100}%` }} />
            <b>{written(values[0], measure.unit)}</b>
          </li>
        ))}
      </ul>
    </figure>
  );
}

interface Series {
  name: string;
  points: Map<string, number>;
}

/** The first dimension goes along; what else tells lines apart is a line each, those with most first. */
function seriesOf(grid: Grid): Series[] {
  const found = new Map<string, Map<string, number>>();
  const paired = grid.columns.filter((column) => column.code === grid.columns[0]?.code);
  for (const { labels, values } of grid.lines)
    for (const [place, column] of paired.entries()) {
      const rest = labels.slice(1).join(' · ');
      const name = column.before_days ? column.name : rest || column.name;
      const points = found.get(name) ?? new Map<string, number>();
      const value = values[place];
      if (value !== null && value !== undefined) points.set(labels[0] ?? '', value);
      found.set(name, points);
    }
  const size = (points: Map<string, number>) => [...points.values()].reduce((sum, each) => sum + each, 0);
  return [...found]
    .map(([name, points]) => ({ name, points }))
    .toSorted((a, b) => size(b.points) - size(a.points))
    .slice(0, SERIES_MAX);
}

function Lines({ grid }: { grid: Grid }) {
  const series = seriesOf(grid);
  const places = [...new Set(grid.lines.map(({ labels }) => labels[0] ?? ''))];
  const most = Math.max(1, ...series.flatMap(({ points }) => [...points.values()]));
  const x = (place: number) => EDGE + (place / Math.max(1, places.length - 1)) * (WIDTH - 2 * EDGE);
  const y = (value: number) => HEIGHT - EDGE - (value / most) * (HEIGHT - 2 * EDGE);
  const name = grid.columns[0]?.name ?? '';
  return (
    <figure className={styles.chart} data-testid="report-chart">
      <figcaption>
        {name}
        {series.map((each, place) => (
          <span key={each.name} data-series={place}>
            <svg viewBox="0 0 24 8" aria-hidden="true">
              <line x1="0" x2="24" y1="4" y2="4" />
            </svg>
            {each.name}
          </span>
        ))}
      </figcaption>
      <div className={styles.plot}>
        <span aria-hidden>{written(most, grid.columns[0]?.unit ?? 'count')}</span>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={name}>
          {[0, 0.5, 1].map((part) => (
            <line
              key={part}
              x1="0"
              x2={WIDTH}
              y1={y(most * part)}
              y2={y(most * part)}
              className={styles.rule}
            />
          ))}
          {series.map((each, place) => (
            <polyline
              key={each.name}
              data-series={place}
              points={places
                .flatMap((at, n) => (each.points.has(at) ? [`${x(n)},${y(each.points.get(at) ?? 0)}`] : []))
                .join(' ')}
            />
          ))}
        </svg>
        <span aria-hidden>{places[0]}</span>
        <span aria-hidden>{places.at(-1)}</span>
      </div>
    </figure>
  );
}
