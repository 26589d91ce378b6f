import { useLanguage } from '@shared/i18n';
import { Empty } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Grid, nearestQuery } from './api';
import { lastDay, type ReportSearch, shifted } from './search';

interface NothingProps {
  grid: Grid;
  search: ReportSearch;
  onChange: (part: ReportSearch) => void;
}

/** A table without lines: says so, and offers as many days of those that have figures and are nearest. */
export function Nothing({ grid, search, onChange }: NothingProps) {
  const { t } = useTranslation('reports');
  const language = useLanguage();
  const { data } = useQuery(nearestQuery(grid, search, language));
  if (data?.day === null) return <Empty title={t('none')} hint={t('noneEver')} />;
  const days = data && daysAt(grid, data.day);
  return (
    <Empty
      title={t('none')}
      hint={data ? t('noneNear', { day: data.day }) : t('noneHint')}
      action={
        days && (
          <Button type="primary" onClick={() => onChange({ span: '', ...days })} data-testid="report-nearest">
            {t('tryNear', { first: days.from, last: lastDay(days.to) })}
          </Button>
        )
      }
    />
  );
}

/** As many days as are asked for, up to a day before them or from a day after them. */
export function daysAt({ from, to }: Grid, day: string): { from: string; to: string } {
  const count = Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
  return day < from
    ? { from: shifted(day, 1 - count), to: shifted(day, 1) }
    : { from: day, to: shifted(day, count) };
}
