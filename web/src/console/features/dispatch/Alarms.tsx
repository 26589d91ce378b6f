import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Counts, conflictsQuery } from './api';
import styles from './page.module.css';
import type { DispatchSearch } from './search';

interface AlarmsProps {
  counts: Counts | undefined;
  onShow: (search: DispatchSearch) => void;
}

const alarms = [
  ['overdue', { bucket: 'overdue' }],
  ['unaccepted', { unaccepted: true }],
  ['soon', { bucket: 'soon' }],
] as const satisfies [string, DispatchSearch][];

/**
 * What should not be so: more overdue, unaccepted or soon due than this dispatcher has looked at. What is acknowledged
 * comes again when there is more of it; it stays in the filter's counts all the while.
 */
export function Alarms({ counts, onShow }: AlarmsProps) {
  const { t } = useTranslation('dispatch');
  const { data: conflicts } = useQuery({ ...conflictsQuery, enabled: (counts?.conflicts ?? 0) > 0 });
  const [seen, setSeen] = useState<Record<string, number>>({});
  useEffect(() => {
    // what has become less may rise again
    const now = (name: string) => counts?.[name as 'overdue'] ?? 0;
    setSeen((before) =>
      Object.entries(before).some(([name, count]) => now(name) < count)
        ? Object.fromEntries(
            Object.entries(before).map(([name, count]) => [name, Math.min(count, now(name))]),
          )
        : before,
    );
  }, [counts]);
  if (!counts) return null;
  const ringing = alarms.filter(([name]) => counts[name] > (seen[name] ?? 0));
  const [conflict] = conflicts ?? [];
  const hasConflicts = counts.conflicts > (seen.conflicts ?? 0);
  if (ringing.length === 0 && !hasConflicts) return null;
  const acknowledge = (name: string, count: number) => setSeen({ ...seen, [name]: count });
  return (
    <section className={styles.alarms} aria-label={t('alarm.label')} data-testid="alarms">
      {ringing.map(([name, search]) => (
        <div key={name} data-alarm={name} role={name === 'soon' ? undefined : 'alert'}>
          <button type="button" onClick={() => onShow(search)}>
            {t(`alarm.${name}`, { count: counts[name] })}
          </button>
          <Button size="small" onClick={() => acknowledge(name, counts[name])} data-testid={`seen-${name}`}>
            {t('alarm.seen')}
          </Button>
        </div>
      ))}
      {hasConflicts && (
        <div data-alarm="conflicts" role="alert">
          <button
            type="button"
            onClick={() => conflict && onShow({ order: conflict.work_order_id })}
            disabled={!conflict}
          >
            {t('alarm.conflicts', { count: counts.conflicts })}
          </button>
          <Button size="small" onClick={() => acknowledge('conflicts', counts.conflicts)}>
            {t('alarm.seen')}
          </Button>
        </div>
      )}
    </section>
  );
}
