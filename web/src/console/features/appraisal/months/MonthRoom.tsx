import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { Opener, Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { monthsQuery } from '../api';
import styles from '../appraisal.module.css';
import { useMonthName } from '../words';
import { ComputeBar } from './ComputeBar';
import { MonthCards } from './MonthCards';

const columns = ['month', 'template', 'state'] as const;

/** Months with their scorecards: computed and published by who makes them, read by who leads. */
export function MonthRoom() {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const monthName = useMonthName();
  const mayManage = useCan('appraisal.manage');
  const months = useQuery(monthsQuery);
  const [chosen, choose] = useState<string | null>(null);
  const shown = months.data?.find(({ month_id }) => month_id === chosen) ?? months.data?.[0];
  return (
    <div className={styles.stack}>
      {mayManage && <ComputeBar onComputed={({ month_id }) => choose(month_id)} />}
      <div className={styles.beside}>
        <Panel title={t('room.months')} className={styles.panel} isFlush>
          <Loaded queries={[months]}>
            {() =>
              months.data?.length === 0 ? (
                <Empty title={t('month.none')} hint={t(mayManage ? 'month.noneHint' : 'month.noneYet')} />
              ) : (
                <Table columns={columns} head={(column) => t(`column.${column}`)} testId="month-table">
                  {months.data?.map((month) => (
                    <tr key={month.month_id} aria-current={month === shown}>
                      <th scope="row">
                        <Opener onClick={() => choose(month.month_id)} data-testid="month-open">
                          {monthName(month.month)}
                        </Opener>
                      </th>
                      <td>{text(month.name)}</td>
                      <td>
                        <Pill tone={month.published_at ? 'ok' : 'warn'}>
                          {t(month.published_at ? 'month.published' : 'month.draft')}
                        </Pill>
                      </td>
                    </tr>
                  ))}
                </Table>
              )
            }
          </Loaded>
        </Panel>
        {shown && <MonthCards key={shown.month_id} monthId={shown.month_id} />}
      </div>
    </div>
  );
}
