import { tasksQuery } from '@console/features/tasks/api';
import { useProblemText } from '@shared/api/useProblemText';
import { useLanguage, useText } from '@shared/i18n';
import { fullTime } from '@shared/ui/format';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Opener, Table } from '@shared/ui/Table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { Alert, Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Appealed } from './Appealed';
import { appeal, keys, type Mine, mineQuery, see, type Whole } from './api';
import styles from './appraisal.module.css';
import { Score } from './Score';
import { pointsOf, useMonthName } from './words';

const columns = ['month', 'template', 'points'] as const;

/** One's own published scorecards and one's team's; against one's own one may appeal. */
export function MineRoom() {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const monthName = useMonthName();
  const mine = useQuery(mineQuery);
  const { card: wanted } = useSearch({ strict: false }) as { card?: string };
  const [chosen, choose] = useState<string | null>(null);
  const shown = mine.data?.find(({ card }) => card.card_id === (chosen ?? wanted)) ?? mine.data?.[0];
  useSeeing(shown);
  return (
    <div className={styles.beside}>
      <Panel title={t('room.mine')} className={styles.panel} isFlush>
        <Loaded queries={[mine]}>
          {() =>
            mine.data?.length === 0 ? (
              <Empty title={t('mine.none')} hint={t('mine.noneHint')} />
            ) : (
              <Table
                columns={columns}
                head={(column) => t(`column.${column}`)}
                headClasses={{ points: cells.number }}
                testId="mine-table"
              >
                {mine.data?.map(({ month, card, is_new }) => (
                  <tr key={card.card_id} aria-current={card === shown?.card}>
                    <th scope="row">
                      <Opener onClick={() => choose(card.card_id)} data-testid="card-open">
                        {monthName(month.month)}
                      </Opener>{' '}
                      {is_new && <Pill tone="brand">{t('mine.new')}</Pill>}
                    </th>
                    <td>
                      {text(month.name)}
                      {card.agent_id === null && ` · ${card.name}`}
                    </td>
                    <td className={cells.number}>
                      {pointsOf(card.appeal?.state === 'accepted' ? card.appeal.points : card.points)}
                    </td>
                  </tr>
                ))}
              </Table>
            )
          }
        </Loaded>
      </Panel>
      {shown && (
        <Panel
          title={`${monthName(shown.month.month)} · ${text(shown.month.name)}`}
          note={shown.card.agent_id === null ? shown.card.name : undefined}
          className={styles.panel}
          key={shown.card.card_id}
        >
          <Score month={shown.month} card={shown.card} />
          {shown.card.appeal ? (
            <Appealed appeal={shown.card.appeal} month={shown.month} />
          ) : (
            shown.card.agent_id !== null && <AppealForm whole={shown} />
          )}
        </Panel>
      )}
    </div>
  );
}

/** What is looked at is no longer among the tasks; here it is called new until the list is fetched again. */
function useSeeing(shown: Mine | undefined) {
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: see,
    onSuccess: () => client.invalidateQueries({ queryKey: tasksQuery.queryKey }),
  });
  const unseen = shown?.is_new ? shown.card.card_id : undefined;
  useEffect(() => {
    if (unseen) mutate(unseen);
  }, [unseen, mutate]);
}

function AppealForm({ whole: { month, card } }: { whole: Whole }) {
  const { t } = useTranslation('appraisal');
  const language = useLanguage();
  const problem = useProblemText();
  const client = useQueryClient();
  const [words, setWords] = useState<string | null>(null);
  const sending = useMutation({
    mutationFn: () => appeal(card.card_id, words ?? ''),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.mine }),
  });
  const until = Date.parse(month.appeals_until ?? '');
  if (!(until > Date.now())) return <p className={styles.hint}>{t('appeal.over')}</p>;
  if (words === null)
    return (
      <div className={styles.row}>
        <Button onClick={() => setWords('')} data-testid="appeal-begin">
          {t('appeal.begin')}
        </Button>
        <span className={styles.hint}>{t('appeal.until', { at: fullTime(until, language) })}</span>
      </div>
    );
  return (
    <form
      className={styles.appeal}
      onSubmit={(event) => {
        event.preventDefault();
        if (words.trim() !== '') sending.mutate();
      }}
    >
      <label htmlFor="appeal-text">{t('appeal.what')}</label>
      <Input.TextArea
        id="appeal-text"
        value={words}
        rows={3}
        maxLength={2000}
        autoFocus
        onChange={(event) => setWords(event.target.value)}
      />
      {sending.error && <Alert type="error" showIcon title={problem(sending.error)} />}
      <div className={styles.row}>
        <Button
          type="primary"
          htmlType="submit"
          disabled={words.trim() === ''}
          loading={sending.isPending}
          data-testid="appeal-send"
        >
          {t('appeal.send')}
        </Button>
        <Button onClick={() => setWords(null)}>{t('cancel')}</Button>
        <span className={styles.hint}>{t('appeal.once')}</span>
      </div>
    </form>
  );
}
