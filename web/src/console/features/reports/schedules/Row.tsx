import { DownOutlined, EditOutlined, MoreOutlined, RightOutlined } from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { useText } from '@shared/i18n';
import { Pill } from '@shared/ui/Pill';
import { cells } from '@shared/ui/Table';
import { useOffline } from '@shared/ui/useBlocked';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Catalogue } from '../api';
import {
  draftOf,
  putSchedule,
  type Run,
  removeSchedule,
  type Schedule,
  type Schedules,
  schedulesQuery,
  sendNow,
} from './api';
import styles from './schedules.module.css';
import { isTroubled, moment, ordered, useScheduleWords } from './useScheduleWords';

interface RowProps {
  schedule: Schedule;
  all: Schedules;
  catalogue: Catalogue;
  onEdit: () => void;
}

/** One schedule: what, when, to whom, what became of it; sent now, paused, changed, removed. */
export function Row({ schedule, all, catalogue, onEdit }: RowProps) {
  const { t } = useTranslation('schedules');
  const text = useText();
  const words = useScheduleWords();
  const offline = useOffline();
  const [isOpen, open] = useState(false);
  const act = useActions(schedule);
  const report = catalogue.reports.find(({ code }) => code === schedule.report);
  const name = report ? text(report.name) : t('gone');
  const role = all.audiences.find(({ role_id }) => role_id === schedule.role_id);
  const [last] = schedule.runs;
  const items = [
    { key: 'me', label: t('sendMe'), disabled: !all.has_mail },
    { key: 'everybody', label: t('sendAll'), disabled: !all.has_mail },
    { type: 'divider' as const },
    { key: 'pause', label: t(schedule.is_active ? 'pause' : 'resume') },
    { key: 'remove', label: t('remove'), danger: true },
  ];
  return (
    <>
      <tr data-testid="schedule">
        <th scope="row">
          {name}
          <small className={styles.small}>
            {t(`span.${schedule.asked.span}`)} · {schedule.format.toUpperCase()}
          </small>
        </th>
        <td>{words.when(schedule)}</td>
        <td>
          {role?.name ?? t('goneRole')}
          {role && (
            <small className={styles.small} data-warn={role.without_mail > 0}>
              {t('people', { count: role.people })}
              {role.without_mail > 0 && ` · ${t('withoutMail', { count: role.without_mail })}`}
            </small>
          )}
        </td>
        <td>
          {last ? (
            <Button
              type="text"
              size="small"
              className={styles.last ?? ''}
              aria-expanded={isOpen}
              title={t('runsOf', { name })}
              onClick={() => open(!isOpen)}
              data-testid="schedule-runs"
            >
              {isOpen ? <DownOutlined /> : <RightOutlined />}
              <span data-warn={isTroubled(last)}>
                {moment(last.at, all.time_zone)} {words.run(last)}
              </span>
            </Button>
          ) : (
            <span className={styles.quiet}>{t('never')}</span>
          )}
        </td>
        <td className={styles.moment}>
          {schedule.next_at ? moment(schedule.next_at, all.time_zone) : <Pill>{t('paused')}</Pill>}
        </td>
        <td className={cells.buttons}>
          <Button
            type="text"
            size="small"
            icon={<EditOutlined />}
            aria-label={t('editOf', { name })}
            onClick={onEdit}
            data-testid="schedule-edit"
          />
          <Dropdown
            trigger={['click']}
            menu={{ items, onClick: ({ key }) => void act(key) }}
            disabled={offline !== null}
          >
            <Button
              type="text"
              size="small"
              icon={<MoreOutlined />}
              aria-label={t('moreOf', { name })}
              title={offline ?? undefined}
              data-testid="schedule-more"
            />
          </Dropdown>
        </td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={6} className={styles.runs}>
            <Runs runs={schedule.runs} zone={all.time_zone} />
          </td>
        </tr>
      )}
    </>
  );
}

/** What became of the latest times, with the names of those who have nothing. */
function Runs({ runs, zone }: { runs: Run[]; zone: string }) {
  const { t } = useTranslation('schedules');
  const words = useScheduleWords();
  return (
    <ul aria-label={t('runs')}>
      {runs.map((run) => (
        <li key={run.run_id}>
          <time dateTime={run.at}>{moment(run.at, zone)}</time>
          {run.is_trial && <Pill>{t('trial')}</Pill>}
          {run.error || run.outcomes.length === 0 ? (
            <span data-warn>{words.run(run)}</span>
          ) : (
            ordered(run.outcomes).map((each) => (
              <span
                key={`${each.state} ${each.error}`}
                data-warn={each.state !== 'sent' && each.state !== 'waiting'}
              >
                {words.outcome(each)}
                <small className={styles.small}>{words.names(each)}</small>
              </span>
            ))
          )}
        </li>
      ))}
    </ul>
  );
}

function useActions(schedule: Schedule): (what: string) => Promise<void> {
  const { t } = useTranslation(['schedules', 'ui']);
  const { message, modal } = App.useApp();
  const queries = useQueryClient();
  const complain = useProblemMessage();
  const id = schedule.schedule_id;
  const doing = useMutation({
    mutationFn: async (what: string) => {
      if (what === 'pause')
        await putSchedule(id, { ...draftOf(schedule), is_active: !schedule.is_active }, schedule.version);
      else if (what === 'remove') await removeSchedule(id);
      else {
        await sendNow(id, what === 'me' ? 'me' : 'everybody');
        void message.success(t('sending'));
      }
    },
    onError: complain,
    onSettled: () => queries.invalidateQueries({ queryKey: schedulesQuery.queryKey }),
  });
  return async (what) => {
    const isSure =
      what !== 'remove' ||
      (await modal.confirm({
        title: t('remove'),
        content: t('removeSure'),
        okText: t('remove'),
        cancelText: t('ui:cancel'),
        okButtonProps: confirm,
      }));
    if (isSure) doing.mutate(what);
  };
}

const confirm = { danger: true, 'data-testid': 'schedule-remove' } as const;
