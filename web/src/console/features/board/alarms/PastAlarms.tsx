import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { Loaded } from '@shared/ui/Loaded';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useAlarmWords } from '../useAlarmWords';
import { historyQuery, type PastAlarm } from './api';

const columns = ['severity', 'about', 'what', 'raised', 'seen', 'cleared'] as const;

/** The last alarms, with who has seen to them and when they were over. */
export function PastAlarms() {
  const { t } = useTranslation('board');
  const history = useQuery(historyQuery);
  return (
    <Loaded queries={[history]}>
      {() =>
        history.data?.length === 0 ? (
          <Empty title={t('past.none')} />
        ) : (
          <Table columns={columns} head={(column) => t(`past.${column}`)}>
            {history.data?.map((alarm) => (
              <Row key={alarm.alarm_id} alarm={alarm} />
            ))}
          </Table>
        )
      }
    </Loaded>
  );
}

const at = (time: string | null) => (time === null ? '—' : shortTime(Date.parse(time)));

function Row({ alarm }: { alarm: PastAlarm }) {
  const { t } = useTranslation('board');
  const text = useText();
  const words = useAlarmWords();
  return (
    <tr data-testid="past-alarm">
      <td>
        <Pill tone={alarm.severity === 'critical' ? 'danger' : 'warn'}>
          {t(`alarms.severity.${alarm.severity}`)}
        </Pill>
      </td>
      <th scope="row">{text(alarm.subject.name)}</th>
      <td>{words(alarm)}</td>
      <td>{at(alarm.raised_at)}</td>
      <td>{alarm.acknowledged_at ? `${alarm.acknowledged_by ?? ''} ${at(alarm.acknowledged_at)}` : '—'}</td>
      <td>{alarm.cleared_at ? at(alarm.cleared_at) : t('past.standing')}</td>
    </tr>
  );
}
