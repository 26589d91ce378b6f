import { useTimeZone } from '@shared/api/session';
import { useText } from '@shared/i18n';
import { PanelError, Skeleton } from '@shared/ui/states';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { isMet, type Target } from '../targets/api';
import { Goal } from '../targets/Goal';
import { useOurLevel } from '../targets/useOurLevel';
import { type Measure, measuresQuery, tableQuery } from './api';
import styles from './today.module.css';
import { weekBefore, written } from './values';

const KEY = [
  'contacts',
  'answered',
  'abandoned',
  'service_level',
  'average_speed_of_answer_s',
  'average_handle_time_s',
  'handled',
  'occupancy',
] as const;

/** Today at one glance, each figure beside the same day a week before up to the same time. */
export function KeyFigures({ turn }: { turn: number }) {
  const { t } = useTranslation('figures');
  const text = useText();
  const zone = useTimeZone();
  const before = useMemo(() => weekBefore(new Date(), zone), [zone]);
  const measures = useQuery(measuresQuery);
  const { level, within_s, targets } = useOurLevel();
  const codes = KEY.map((code) => (code === 'service_level' ? level : code));
  const today = useQuery({
    ...tableQuery({ measures: codes, span: 'today', within_s }, turn),
    placeholderData: keepPreviousData,
  });
  const lastWeek = useQuery(tableQuery({ measures: codes, ...before, within_s }, turn));
  const error = measures.error ?? today.error;
  if (error && !today.data) return <PanelError error={error} onRetry={() => void today.refetch()} />;
  if (!today.data || !measures.data) return <Skeleton lines={3} isPadded />;
  const known = new Map(measures.data.map((each) => [each.code, each]));
  return (
    <dl className={styles.keys} aria-label={t('today.keys')} data-testid="key-figures">
      {codes.map((code, place) => {
        const measure = known.get(code);
        return (
          measure && (
            <KeyFigure
              key={code}
              measure={measure}
              name={code === level ? t('today.level', { seconds: within_s }) : text(measure.name)}
              now={today.data.total[place]}
              target={targets.get(code)}
              before={lastWeek.data?.total[place]}
            />
          )
        );
      })}
    </dl>
  );
}

interface KeyFigureProps {
  measure: Measure;
  name: string;
  now: number | null | undefined;
  target: Target | undefined;
  before: number | null | undefined;
}

function KeyFigure({ measure, name, now, target, before }: KeyFigureProps) {
  const { t } = useTranslation('figures');
  const text = useText();
  const met = isMet(target, now);
  return (
    <div
      title={`${text(measure.name)}\n${text(measure.formula)}${measure.remark ? `\n${text(measure.remark)}` : ''}`}
    >
      <dt>{name}</dt>
      <dd>
        <b data-testid={`key-${measure.code}`}>{written(now, measure.unit)}</b>
        <small>{t('today.before', { value: written(before, measure.unit) })}</small>
        {met !== null && target && (
          <small data-met={met}>
            {met ? t('targets.met') : t('targets.missed')}: <Goal target={target} measure={measure} />
          </small>
        )}
      </dd>
    </div>
  );
}
