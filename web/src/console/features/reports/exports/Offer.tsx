import { useOffline } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Grid } from '../api';
import styles from '../reports.module.css';
import { asked, type ReportSearch } from '../search';
import { useAsking } from './useAsking';

/** More lines make a file for which one waits. */
const LONG = 2000;
const SLOW_MS = 10_000;

interface OfferProps {
  report: string;
  search: ReportSearch;
  grid: Grid | undefined;
  isFetching: boolean;
}

/** Offers to make a long table, and one that takes long, in the background. */
export function Offer({ report, search, grid, isFetching }: OfferProps) {
  const { t } = useTranslation('exports');
  const offline = useOffline();
  const asking = useAsking(report, search);
  const isSlow = useSlow(isFetching, `${report} ${asked(search)}`);
  const isLong = grid !== undefined && (grid.is_cut || grid.lines.length > LONG);
  if (!isSlow && !isLong) return null;
  return (
    <p role="status" className={styles.offer} data-testid="export-offer">
      {isSlow ? t('slow') : t('long', { count: grid?.lines.length ?? 0 })}
      <Button
        size="small"
        type="primary"
        disabled={offline !== null}
        title={offline ?? undefined}
        loading={asking.isPending}
        onClick={() => asking.mutate('xlsx')}
        data-testid="export-offered"
      >
        {t('make', { form: 'XLSX' })}
      </Button>
    </p>
  );
}

/** Tell whether what is asked for takes long, or took long. */
function useSlow(isFetching: boolean, wanted: string): boolean {
  const [slow, setSlow] = useState('');
  useEffect(() => {
    if (!isFetching) return;
    const timer = setTimeout(() => setSlow(wanted), SLOW_MS);
    return () => clearTimeout(timer);
  }, [isFetching, wanted]);
  return slow === wanted;
}
