import { useText } from '@shared/i18n';
import { cells, Table } from '@shared/ui/Table';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { written } from '../figures/today/values';
import type { Card, Measured, Month, Scored } from './api';
import styles from './appraisal.module.css';
import { CallList } from './CallList';
import { pointsOf } from './words';

const columns = ['measure', 'weight', 'span', 'value', 'points'] as const;
const numbers = { weight: cells.number, span: cells.number, value: cells.number, points: cells.number };

/** A scorecard: what it comes to, every figure with its formula, and the calls behind each. */
export function Score({ month, card }: { month: Month; card: Card }) {
  const { t } = useTranslation('appraisal');
  const [opened, open] = useState<Measured | null>(null);
  const { corrections } = card.appeal ?? {};
  const isCorrected = card.appeal?.state === 'accepted';
  const points = isCorrected ? card.appeal?.points : card.points;
  const weight = (isCorrected ? card.appeal?.weight : null) ?? card.weight;
  return (
    <>
      <div className={styles.total} data-testid="score">
        <b>{pointsOf(points)}</b>
        <span>
          {points === null || points === undefined ? t('score.none') : t('score.of')}
          {isCorrected && <small>{t('score.was', { points: pointsOf(card.points) })}</small>}
          {weight < 100 && <small>{t('score.counted', { weight })}</small>}
        </span>
      </div>
      <Table
        columns={columns}
        head={(column) => t(`score.${column}`)}
        headClasses={numbers}
        buttons={t('calls.title')}
        className={styles.score}
        testId="score-table"
      >
        {month.measures.map((measure, place) => (
          <ScoreRow
            key={measure.measure}
            measure={measure}
            scored={card.scored[place]}
            corrected={corrections?.[measure.measure]}
            held={card.held[place]}
            onOpen={() => open(measure)}
          />
        ))}
      </Table>
      <p className={styles.hint}>{t('score.formula')}</p>
      {opened && (
        <CallList card={card.card_id} measure={opened} key={opened.measure} onClose={() => open(null)} />
      )}
    </>
  );
}

interface ScoreRowProps {
  measure: Measured;
  scored: Scored | undefined;
  /** The value that holds after an appeal; null: left out. */
  corrected: number | null | undefined;
  held: Scored | undefined;
  onOpen: () => void;
}

function ScoreRow({ measure, scored, corrected, held, onOpen }: ScoreRowProps) {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const { unit } = measure;
  const [name, formula] = [text(measure.name), text(measure.formula)];
  const isMeasured = scored?.value !== null && scored?.value !== undefined;
  return (
    <tr>
      <th scope="row">
        {name}
        {formula.toLowerCase() !== name.toLowerCase() && <small>{formula}</small>}
      </th>
      <td className={cells.number}>{measure.weight}</td>
      <td className={cells.number}>
        {written(measure.zero_at, unit)} → {written(measure.target, unit)}
      </td>
      <td className={cells.number}>
        {isMeasured ? written(scored.value, unit) : t('score.unmeasured')}
        {corrected !== undefined && (
          <small>
            {corrected === null ? t('score.leftOut') : t('score.now', { value: written(corrected, unit) })}
          </small>
        )}
      </td>
      <td className={cells.number}>
        {pointsOf(corrected === undefined ? scored?.points : held?.points)}
        {corrected !== undefined && <small>{t('score.before', { points: pointsOf(scored?.points) })}</small>}
      </td>
      <td className={cells.buttons}>
        {measure.has_calls && isMeasured && (
          <Button
            size="small"
            aria-label={t('calls.of', { name })}
            onClick={onOpen}
            data-testid={`calls-${measure.measure}`}
          >
            {t('calls.title')}
          </Button>
        )}
      </td>
    </tr>
  );
}
