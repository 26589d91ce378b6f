import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Opener, Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tones } from '../Appealed';
import { appealedQuery } from '../api';
import styles from '../appraisal.module.css';
import { CardDrawer } from '../CardDrawer';
import { pointsOf, useMonthName } from '../words';

const columns = ['name', 'month', 'points', 'appeal', 'made', 'state'] as const;

/** Scorecards that were appealed against; the open ones first. */
export function AppealRoom() {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const monthName = useMonthName();
  const appealed = useQuery(appealedQuery);
  const { card: wanted } = useSearch({ strict: false }) as { card?: string };
  const [opened, open] = useState<string | null>(wanted ?? null);
  const shown = appealed.data?.find(({ card }) => card.card_id === opened);
  return (
    <Panel title={t('room.appeals')} note={t('appeal.note')} className={styles.panel} isFlush>
      <Loaded queries={[appealed]}>
        {() =>
          appealed.data?.length === 0 ? (
            <Empty title={t('appeal.none')} hint={t('appeal.noneHint')} />
          ) : (
            <Table
              columns={columns}
              head={(column) => t(`column.${column}`)}
              headClasses={{ points: cells.number }}
              testId="appeal-table"
              isOneLine
            >
              {appealed.data?.map(
                ({ card, month }) =>
                  card.appeal && (
                    <tr key={card.card_id}>
                      <th scope="row">
                        <Opener onClick={() => open(card.card_id)} data-testid="card-open">
                          {card.name} {card.number}
                        </Opener>
                      </th>
                      <td>
                        {monthName(month.month)} · {text(month.name)}
                      </td>
                      <td className={cells.number}>{pointsOf(card.appeal.points ?? card.points)}</td>
                      <td className={cells.text}>{card.appeal.text}</td>
                      <td>{shortTime(Date.parse(card.appeal.made_at))}</td>
                      <td>
                        <Pill tone={tones[card.appeal.state]}>{t(`appeal.state.${card.appeal.state}`)}</Pill>
                      </td>
                    </tr>
                  ),
              )}
            </Table>
          )
        }
      </Loaded>
      {shown && <CardDrawer whole={shown} mayAnswer onClose={() => open(null)} />}
    </Panel>
  );
}
