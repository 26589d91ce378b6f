import { useProblemMessage } from '@console/useProblemMessage';
import { isSignedOn } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { shortTime } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Empty } from '@shared/ui/states';
import { useBlocked } from '@shared/ui/useBlocked';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choice, keys, type Pool, surveys } from './api';
import { Facts } from './Facts';
import styles from './survey.module.css';

/** The next case as it lies in the pool; nobody has it until somebody takes it. */
export function Preview({ pool, choice }: { pool: Pool; choice: Choice }) {
  const { t } = useTranslation('survey');
  const say = useProblemMessage();
  const client = useQueryClient();
  const blocked = useBlocked();
  const agent = useDesk((desk) => desk.agent);
  const [isBusy, setBusy] = useState(false);
  const { next } = pool;
  const reason =
    blocked ?? (isSignedOn(agent) ? (agent?.state === 'ready' ? null : t('take.ready')) : t('take.signOn'));

  const take = async () => {
    if (reason !== null || isBusy || !next) return;
    setBusy(true);
    try {
      client.setQueryData(keys.held, await surveys.take(choice, next.case_id));
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
      void client.invalidateQueries({ queryKey: keys.pool });
    }
  };
  useHotkeys({ 'Ctrl+Enter': next ? () => void take() : undefined });

  if (!next)
    return (
      <Panel title={t('take.title')}>
        <Empty
          title={t('take.none')}
          hint={
            pool.more_at_ms === null
              ? t('take.noneHint')
              : t('pool.moreAt', { time: shortTime(pool.more_at_ms) })
          }
        />
      </Panel>
    );
  return (
    <Panel
      title={t('take.title')}
      note={t('attempts', { done: next.attempts })}
      className={styles.case}
      footer={
        <div className={styles.foot}>
          <span>{reason ?? t('take.hint')}</span>
          <Button
            type="primary"
            disabled={reason !== null}
            loading={isBusy}
            onClick={() => void take()}
            data-testid="survey-take"
          >
            {t('take.button')}
          </Button>
        </div>
      }
    >
      <h3 className={styles.who}>
        {next.name || t('nameless')} <span>{next.number}</span>
      </h3>
      <Facts subject={next.subject} />
    </Panel>
  );
}
