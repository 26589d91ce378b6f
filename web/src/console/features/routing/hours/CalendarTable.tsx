import { useText } from '@shared/i18n';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { Opener, Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { queuesQuery } from '../api';
import shared from '../routing.module.css';
import { isAbout } from '../words';
import { type Calendar, calendarsQuery } from './api';
import { type Span, spansOf } from './draft';
import styles from './hours.module.css';
import { useHoursWords } from './words';

const columns = ['name', 'code', 'now', 'week', 'days', 'queues'] as const;
const SHOWN = 3;

/** When calls are taken: every calendar on one line, how it stands now, and what comes next. */
export function CalendarTable({ wanted, onOpen }: { wanted: string; onOpen: (id: string) => void }) {
  const { t } = useTranslation(['hours', 'routing']);
  const calendars = useQuery(calendarsQuery);
  const found = calendars.data?.filter((calendar) => isAbout(calendar, wanted)) ?? [];
  const note = calendars.data && t('count', { count: found.length });
  return (
    <Panel title={t('routing:room.hours')} note={note} className={shared.panel} isFlush>
      <Loaded queries={[calendars]}>
        {() =>
          found.length === 0 ? (
            <Empty
              title={t(wanted ? 'routing:nothingFound' : 'none')}
              hint={t(wanted ? 'routing:nothingFoundHint' : 'noneHint')}
            />
          ) : (
            <Table columns={columns} head={(column) => t(`column.${column}`)} className={styles.calendars}>
              {found.map((calendar) => (
                <Row key={calendar.calendar_id} calendar={calendar} onOpen={onOpen} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Row({ calendar, onOpen }: { calendar: Calendar; onOpen: (id: string) => void }) {
  const { t } = useTranslation(['hours', 'routing']);
  const text = useText();
  const words = useHoursWords();
  const queues = useQuery(queuesQuery).data ?? [];
  const users = queues.filter((queue) => queue.calendar_id === calendar.calendar_id);
  return (
    <tr data-testid={`calendar-${calendar.code}`}>
      <th scope="row">
        <Opener onClick={() => onOpen(calendar.calendar_id)}>{text(calendar.name)}</Opener>
      </th>
      <td>{calendar.code}</td>
      <td>
        <Standing calendar={calendar} />
      </td>
      <td>
        <ul className={styles.lines}>
          {words.week(calendar).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </td>
      <td>
        <Coming spans={spansOf(calendar.days)} />
      </td>
      <td>{users.map((queue) => text(queue.name)).join(t('comma')) || t('routing:none')}</td>
    </tr>
  );
}

/** Whether it is open now, and until when. */
export function Standing({ calendar }: { calendar: Calendar }) {
  const { t } = useTranslation('hours');
  const { standing } = useHoursWords();
  return (
    <span className={styles.standing}>
      <Pill tone={calendar.is_open_now ? 'ok' : 'warn'}>
        {t(calendar.is_open_now ? 'nowOpen' : 'nowClosed')}
      </Pill>
      {standing(calendar)}
    </span>
  );
}

function Coming({ spans }: { spans: Span[] }) {
  const { t } = useTranslation(['hours', 'routing']);
  const words = useHoursWords();
  const today = new Date().toISOString().slice(0, 10);
  const coming = spans.filter(({ to }) => to >= today);
  if (coming.length === 0) return t('routing:none');
  return (
    <ul className={styles.lines}>
      {coming.slice(0, SHOWN).map((span) => (
        <li key={span.from}>{words.span(span)}</li>
      ))}
      {coming.length > SHOWN && (
        <li className={styles.rest}>{t('more', { count: coming.length - SHOWN })}</li>
      )}
    </ul>
  );
}
