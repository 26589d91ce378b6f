import { useProblemText } from '@shared/api/useProblemText';
import { useLanguage, useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { fullTime } from '@shared/ui/format';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Opener, Table } from '@shared/ui/Table';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tones } from '../Appealed';
import { keys, type Month, monthQuery, publish } from '../api';
import styles from '../appraisal.module.css';
import { CardDrawer } from '../CardDrawer';
import { pointsOf, useMonthName } from '../words';
import { MonthFiles } from './MonthFiles';

const columns = ['name', 'group', 'points', 'weight', 'state'] as const;

/** The scorecards of a month, the best first. */
export function MonthCards({ monthId }: { monthId: string }) {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const monthName = useMonthName();
  const mayAnswer = useCan('appraisal.answer');
  const found = useQuery(monthQuery(monthId));
  const [opened, open] = useState<string | null>(null);
  const month = found.data?.month;
  const card = found.data?.cards.find(({ card_id }) => card_id === opened);
  return (
    <Panel
      title={month ? `${monthName(month.month)} · ${text(month.name)}` : t('room.months')}
      note={
        found.data && (
          <>
            {t('month.cards', { count: found.data.cards.length })} <MonthFiles monthId={monthId} />
          </>
        )
      }
      footer={month && <Publication month={month} />}
      className={styles.panel}
      isFlush
    >
      <Loaded queries={[found]}>
        {() =>
          found.data?.cards.length === 0 ? (
            <Empty title={t('month.nobody')} />
          ) : (
            <Table
              columns={columns}
              head={(column) => t(`column.${column}`)}
              headClasses={{ points: cells.number, weight: cells.number }}
              testId="card-table"
            >
              {found.data?.cards.map((each) => (
                <tr key={each.card_id}>
                  <th scope="row">
                    <Opener onClick={() => open(each.card_id)} data-testid="card-open">
                      {each.name} {each.number}
                    </Opener>
                  </th>
                  <td>{each.group}</td>
                  <td className={cells.number}>
                    {pointsOf(each.appeal?.state === 'accepted' ? each.appeal.points : each.points)}
                  </td>
                  <td className={cells.number}>{each.weight}</td>
                  <td>
                    {each.appeal && (
                      <Pill tone={tones[each.appeal.state]}>{t(`appeal.state.${each.appeal.state}`)}</Pill>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
      {card && month && (
        <CardDrawer whole={{ month, card }} mayAnswer={mayAnswer} onClose={() => open(null)} />
      )}
    </Panel>
  );
}

function Publication({ month }: { month: Month }) {
  const { t } = useTranslation('appraisal');
  const language = useLanguage();
  const problem = useProblemText();
  const client = useQueryClient();
  const mayManage = useCan('appraisal.manage');
  const publishing = useMutation({
    mutationFn: () => publish(month),
    onSettled: () => client.invalidateQueries({ queryKey: keys.months }),
  });
  const at = (moment: string) => fullTime(Date.parse(moment), language);
  if (month.published_at)
    return (
      <span>
        {t('month.publishedAt', { at: at(month.published_at), name: month.published_by ?? '' })}
        {month.appeals_until && ` · ${t('appeal.until', { at: at(month.appeals_until) })}`}
      </span>
    );
  return (
    <div className={styles.stack}>
      {publishing.error && <Alert type="error" showIcon title={problem(publishing.error)} />}
      {month.is_stale && <Alert type="warning" showIcon title={t('month.stale')} />}
      <div className={styles.row}>
        <span className={styles.hint}>{t('month.computedAt', { at: at(month.computed_at) })}</span>
        {mayManage && (
          <Popconfirm
            title={t('month.publishSure')}
            okText={t('month.publish')}
            cancelText={t('cancel')}
            okButtonProps={{ 'data-testid': 'publish-sure' } as never}
            onConfirm={() => publishing.mutate()}
          >
            <Button
              type="primary"
              disabled={month.is_stale}
              loading={publishing.isPending}
              data-testid="publish"
            >
              {t('month.publish')}
            </Button>
          </Popconfirm>
        )}
      </div>
    </div>
  );
}
