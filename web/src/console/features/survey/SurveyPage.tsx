import { PanelBoundary, PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choice, heldQuery, poolQuery } from './api';
import { CaseWork } from './CaseWork';
import { PoolPanel } from './PoolPanel';
import { Preview } from './Preview';
import styles from './survey.module.css';

/** The work of who calls customers back: look at the next case, take it, call, ask, say what came of it. */
export function SurveyPage() {
  const { t } = useTranslation('survey');
  const [choice, setChoice] = useState<Choice>({});
  const pool = useQuery(poolQuery(choice));
  const held = useQuery(heldQuery);
  const failed = [pool, held].find((query) => query.isError && query.data === undefined);
  if (failed) return <PanelError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!pool.data || held.data === undefined) return <Skeleton lines={10} />;
  return (
    <div className={styles.page} data-testid="survey">
      <h2 className={styles.hidden}>{t('title')}</h2>
      <PanelBoundary>
        <PoolPanel pool={pool.data} choice={choice} onChoose={setChoice} />
      </PanelBoundary>
      <PanelBoundary>
        {held.data ? (
          <CaseWork key={held.data.case_id} survey={held.data} />
        ) : (
          <Preview pool={pool.data} choice={choice} />
        )}
      </PanelBoundary>
    </div>
  );
}
