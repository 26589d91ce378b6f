import { crewsQuery } from '@shared/api/workOrders';
import { useLanguage, useText } from '@shared/i18n';
import { serverNow } from '@shared/rt/clock';
import { phoneNumber } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { planQuery } from '../api';
import { addDays, beginOf, clockTime, dayName, dayOf } from '../days';
import type { Filter } from '../search';
import { useOrderWords } from '../words';
import styles from './crews.module.css';
import { FIRST_HOUR, LAST_HOUR, nowAt, type Row, timetable } from './timetable';

interface CrewsViewProps {
  filter: Filter;
  day: string | undefined;
  openId: string | undefined;
  onOpen: (orderId: string) => void;
  onDay: (day: string | undefined) => void;
}

const hours = Array.from({ length: LAST_HOUR - FIRST_HOUR }, (_, at) => FIRST_HOUR + at);

/** What the crews and their people have on a day: appointments, visits that go on, deadlines; and how much in all. */
export function CrewsView({ filter, day: wanted, openId, onOpen, onDay }: CrewsViewProps) {
  const { t } = useTranslation('dispatch');
  const language = useLanguage();
  const today = dayOf(serverNow());
  const day = wanted ?? today;
  const crews = useQuery({ ...crewsQuery, refetchInterval: 30_000 });
  const plan = useQuery(planQuery(filter));
  const rows = useMemo(
    () =>
      crews.data && plan.data
        ? timetable(crews.data, plan.data.orders, beginOf(day), serverNow())
        : undefined,
    [crews.data, plan.data, day],
  );
  const failed = [crews, plan].find(({ error, data }) => error && data === undefined);
  const go = (to: string) => onDay(to === today ? undefined : to);
  return (
    <Panel
      title={t('crews.title')}
      note={plan.data?.isCut ? t('crews.cut', { count: plan.data.orders.length }) : t('crews.hint')}
      className={styles.panel}
      isFlush
    >
      <div className={styles.days}>
        <Button size="small" onClick={() => go(addDays(day, -1))} data-testid="day-before">
          {t('crews.before')}
        </Button>
        <b data-testid="day">{dayName(day, language)}</b>
        <Button size="small" onClick={() => go(addDays(day, 1))} data-testid="day-after">
          {t('crews.after')}
        </Button>
        <Button size="small" disabled={day === today} onClick={() => go(today)}>
          {t('crews.today')}
        </Button>
        <span className={styles.key}>
          {(['appointment', 'visit', 'due'] as const).map((kind) => (
            <span key={kind} data-kind={kind}>
              {t(`crews.${kind}`)}
            </span>
          ))}
        </span>
      </div>
      {failed && <PanelError error={failed.error} onRetry={() => void failed.refetch()} />}
      {!rows && !failed && (
        <div className={styles.skeleton}>
          <Skeleton lines={8} />
        </div>
      )}
      {rows?.length === 0 && <Empty title={t('crews.none')} hint={t('crews.noneHint')} />}
      {rows && rows.length > 0 && (
        <table className={styles.table} data-testid="timetable">
          <thead>
            <tr>
              <th scope="col">{t('crews.who')}</th>
              <th scope="col">{t('crews.load')}</th>
              <th scope="col">
                <span className={styles.hours}>
                  {hours.map((hour) => (
                    <span key={hour}>{hour}:00</span>
                  ))}
                </span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <CrewRow
                key={`${row.crew.crew_id} ${row.member?.person_id}`}
                row={row}
                now={nowAt(beginOf(day), serverNow())}
                openId={openId}
                onOpen={onOpen}
              />
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

interface CrewRowProps {
  row: Row;
  now: number | null;
  openId: string | undefined;
  onOpen: (orderId: string) => void;
}

const LANE_PX = 28;
const percent = (share: number) => `${(share * 100).toFixed(2)}%`;

function CrewRow({ row, now, openId, onOpen }: CrewRowProps) {
  const { t } = useTranslation('dispatch');
  const text = useText();
  const words = useOrderWords();
  const { crew, member, blocks, lanes, elsewhere, open } = row;
  return (
    <tr data-crew={member === null}>
      <th scope="row">
        {member ? member.name : text(crew.text)}
        {member === null && <small>{crew.phone ? phoneNumber(crew.phone) : t('crews.noPhone')}</small>}
        {member && !member.is_active && <small>{t('crews.inactive')}</small>}
      </th>
      <td className={styles.load}>
        {member === null ? t('crews.total', { count: crew.open_orders }) : t('crews.open', { count: open })}
        {elsewhere > 0 && <small>{t('crews.elsewhere', { count: elsewhere })}</small>}
      </td>
      <td className={styles.lane}>
        <div className={styles.track} style={{ height: Math.max(1, lanes) * LANE_PX + 2 }}>
          {now !== null && <i className={styles.now} style={{ left: percent(now) }} aria-hidden />}
          {blocks.map(({ order, kind, left, width, lane }) => (
            <button
              key={order.work_order_id}
              type="button"
              data-kind={kind}
              aria-current={order.work_order_id === openId}
              style={{ left: percent(left), width: percent(width), top: lane * LANE_PX + 2 }}
              title={t(`crews.${kind}`)}
              onClick={() => onOpen(order.work_order_id)}
              data-testid="block"
            >
              <span className={styles.kind}>{t(`crews.${kind}`)}</span>
              {kind === 'due' ? clockTime(order.due_at) : ''} {order.address || order.order_no}
              <span className={styles.kind}>{words.state(order)}</span>
            </button>
          ))}
        </div>
      </td>
    </tr>
  );
}
