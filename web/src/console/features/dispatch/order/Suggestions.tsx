import { useText } from '@shared/i18n';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { act, type Suggestion, suggestionsQuery, type WholeOrder } from '../api';
import { usePending, useStep } from '../useStep';
import { useOrderWords } from '../words';
import styles from './order.module.css';

const FIRST = 3;

/** Who should do it, the best first, with every reason for and against; one click gives it to them. */
export function Suggestions({ order, mayAssign }: { order: WholeOrder; mayAssign: boolean }) {
  const { t } = useTranslation('dispatch');
  const query = useQuery(suggestionsQuery(order.work_order_id, order.version));
  const [isAll, showAll] = useState(false);
  const { data, error, refetch } = query;
  const shown = isAll ? data : data?.slice(0, FIRST);
  return (
    <section className={styles.section} aria-labelledby="order-suggestions">
      <h3 id="order-suggestions">{t('suggested.title')}</h3>
      {error && !data && <PanelError error={error} onRetry={() => void refetch()} />}
      {query.isPending && <Skeleton lines={3} />}
      {data?.length === 0 && <p className={styles.quiet}>{t('suggested.none')}</p>}
      <ol className={styles.suggestions}>
        {shown?.map((each) => (
          <One
            key={`${each.crew_id} ${each.person_id}`}
            suggestion={each}
            order={order}
            mayAssign={mayAssign && order.actions.includes('assign')}
          />
        ))}
      </ol>
      {data && data.length > FIRST && (
        <Button size="small" type="link" onClick={() => showAll(!isAll)}>
          {isAll ? t('suggested.fewer') : t('suggested.more', { count: data.length - FIRST })}
        </Button>
      )}
    </section>
  );
}

interface OneProps {
  suggestion: Suggestion;
  order: WholeOrder;
  mayAssign: boolean;
}

function One({ suggestion, order, mayAssign }: OneProps) {
  const { t } = useTranslation('dispatch');
  const text = useText();
  const words = useOrderWords();
  const step = useStep();
  const offline = useOffline();
  const isPending = usePending(({ ids }) => ids.has(order.work_order_id));
  const { crew_id, person_id, person, points, reasons } = suggestion;
  const who = [text(suggestion.crew), person].filter(Boolean).join(' · ');
  const isHis = order.crew_id === crew_id && (person_id === null || order.person_id === person_id);
  const assign = () =>
    void step(
      [order],
      () => act(order, { action: 'assign', crew_id, person_id }),
      t('done.assigned', { count: 1, who }),
    );
  return (
    <li data-testid="suggestion">
      <b>{who}</b>
      <span className={styles.points}>{t('suggested.points', { points })}</span>
      <ul>
        {reasons.map((reason) => (
          <li key={reason.code} data-for={reason.points >= 0}>
            {words.reason(reason)} <small>{reason.points > 0 ? `+${reason.points}` : reason.points}</small>
          </li>
        ))}
      </ul>
      {mayAssign && (
        <Button
          size="small"
          disabled={offline !== null || isPending || isHis}
          loading={isPending}
          title={offline ?? undefined}
          aria-label={t('suggested.assignTo', { who })}
          onClick={assign}
          data-testid="suggestion-assign"
        >
          {t(isHis ? 'suggested.his' : 'suggested.assign')}
        </Button>
      )}
    </li>
  );
}
