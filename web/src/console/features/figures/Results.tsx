import { FormFields } from '@console/forms/FormFields';
import { shortTime } from '@shared/ui/format';
import { Pill } from '@shared/ui/Pill';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { Opener } from '@shared/ui/Table';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Drawer } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answersQuery, type Look, type Result, type Row, resultsQuery } from './api';
import styles from './figures.module.css';

interface ResultsProps {
  look: Look;
  turn: number;
  row: Row;
  name: string;
  onClose: () => void;
}

/** The surveys behind a figure, and what one customer has answered. */
export function Results({ look, turn, row, name, onClose }: ResultsProps) {
  const { t } = useTranslation('figures');
  const [open, setOpen] = useState<Result | null>(null);
  return (
    <Drawer open size={560} title={t('results', { name })} onClose={onClose}>
      {open ? (
        <Answers result={open} onBack={() => setOpen(null)} />
      ) : (
        <List look={look} turn={turn} row={row} onOpen={setOpen} />
      )}
    </Drawer>
  );
}

function List({
  look,
  turn,
  row,
  onOpen,
}: Omit<ResultsProps, 'name' | 'onClose'> & { onOpen: (of: Result) => void }) {
  const { t } = useTranslation('figures');
  const found = useInfiniteQuery(resultsQuery(look, turn, row.key));
  const results = found.data?.pages.flatMap((page) => page.results) ?? [];
  if (found.error) return <PanelError error={found.error} onRetry={() => void found.refetch()} />;
  if (!found.data) return <Skeleton lines={6} />;
  if (results.length === 0) return <Empty title={t('nobody')} />;
  return (
    <>
      <ul className={styles.results}>
        {results.map((each) => (
          <li key={each.case_id}>
            <Opener onClick={() => onOpen(each)} data-testid="result-open">
              {each.name || t('nameless')}
            </Opener>
            <Facts result={each} />
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button loading={found.isFetching} onClick={() => void found.fetchNextPage()}>
          {t('older')}
        </Button>
      )}
    </>
  );
}

function Facts({ result }: { result: Result }) {
  const { t } = useTranslation('figures');
  const rated = result.is_satisfied;
  return (
    <span className={styles.facts}>
      <time>{shortTime(result.ended_at_ms)}</time>
      <span>{result.number}</span>
      {result.subject.order_no && <span>{result.subject.order_no}</span>}
      {result.outcome && (
        <Pill tone={result.outcome === 'success' ? 'brand' : 'plain'}>{t(`outcome.${result.outcome}`)}</Pill>
      )}
      {result.outcome === 'success' && (
        <Pill tone={rated === null ? 'plain' : rated ? 'ok' : 'danger'}>
          {t(rated === null ? 'unrated' : rated ? 'satisfied' : 'dissatisfied')}
        </Pill>
      )}
    </span>
  );
}

function Answers({ result, onBack }: { result: Result; onBack: () => void }) {
  const { t } = useTranslation('figures');
  const { data, error, refetch } = useQuery(answersQuery(result.case_id));
  return (
    <div className={styles.answers}>
      <Button onClick={onBack}>{t('back')}</Button>
      <h3>{result.name || t('nameless')}</h3>
      <Facts result={result} />
      {error && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={5} />}
      {data && data.found.max_points > 0 && (
        <p>{t('points', { points: data.found.points, most: data.found.max_points })}</p>
      )}
      {data &&
        (data.definition && Object.keys(data.found.answers).length > 0 ? (
          <FormFields definition={data.definition} answers={data.found.answers} isReadOnly />
        ) : (
          <p>{t('noAnswers')}</p>
        ))}
    </div>
  );
}
