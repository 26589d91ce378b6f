import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Input } from 'antd';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import type { Interval } from './api';
import { addInterval, clockOf, INTERVALS_MAX } from './draft';
import styles from './hours.module.css';

interface IntervalsProps {
  /** What they belong to, as it is read out. */
  day: string;
  /** Where a fault is to be found. */
  id: string;
  faultId: string | undefined;
  intervals: Interval[];
  onChange: (intervals: Interval[]) => void;
}

/** The opening hours of one day, to be typed; leaving a field writes it out (830 becomes 08:30). */
export function Intervals({ day, id, faultId, intervals, onChange }: IntervalsProps) {
  const { t } = useTranslation('hours');
  const set = (index: number, part: Partial<Interval>) =>
    onChange(intervals.map((each, at) => (at === index ? { ...each, ...part } : each)));
  return (
    <div className={styles.intervals}>
      {intervals.length === 0 && <span className={styles.rest}>{t('closed')}</span>}
      {intervals.map((interval, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an interval is its place
        <span key={index} className={styles.interval}>
          {(['opens', 'closes'] as const).map((name) => (
            <Fragment key={name}>
              {name === 'closes' && <span aria-hidden>–</span>}
              <Input
                id={index === 0 && name === 'opens' ? id : undefined}
                value={interval[name]}
                maxLength={5}
                inputMode="numeric"
                aria-label={t(`interval.${name}`, { day, number: index + 1 })}
                aria-invalid={faultId !== undefined}
                aria-describedby={faultId}
                status={faultId ? 'error' : ''}
                onFocus={(event) => event.target.select()}
                onChange={(event) => set(index, { [name]: event.target.value })}
                onBlur={(event) => set(index, { [name]: clockOf(event.target.value) })}
              />
            </Fragment>
          ))}
          <Button
            size="small"
            type="text"
            icon={<CloseOutlined />}
            aria-label={t('interval.remove', { day, number: index + 1 })}
            onClick={() => onChange(intervals.filter((_, at) => at !== index))}
          />
        </span>
      ))}
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        disabled={intervals.length >= INTERVALS_MAX}
        aria-label={t('interval.addTo', { day })}
        onClick={() => onChange(addInterval(intervals))}
      >
        {t('interval.add')}
      </Button>
    </div>
  );
}
