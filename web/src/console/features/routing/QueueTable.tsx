import { useText } from '@shared/i18n';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { cells, Opener, Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Queue, queuesQuery, skillsQuery } from './api';
import { calendarsQuery } from './hours/api';
import { useHoursWords } from './hours/words';
import styles from './routing.module.css';
import { isAbout, useWords } from './words';

const columns = [
  'name',
  'code',
  'network',
  'needs',
  'strategy',
  'priority',
  'limits',
  'recipe',
  'state',
] as const;

/** Every queue on one line: where it belongs, how it distributes, what happens to calls that wait. */
export function QueueTable({ wanted, onOpen }: { wanted: string; onOpen: (id: string) => void }) {
  const { t } = useTranslation('routing');
  const queues = useQuery(queuesQuery);
  const skills = useQuery(skillsQuery);
  const found = queues.data?.filter((queue) => isAbout(queue, wanted)) ?? [];
  const note = queues.data && t('queue.count', { count: found.length });
  return (
    <Panel title={t('room.queues')} note={note} className={styles.panel} isFlush>
      <Loaded queries={[queues, skills]}>
        {() =>
          found.length === 0 ? (
            <Empty
              title={t(wanted ? 'nothingFound' : 'queue.none')}
              hint={t(wanted ? 'nothingFoundHint' : 'queue.noneHint')}
            />
          ) : (
            <Table
              columns={columns}
              head={(column) => t(`column.${column}`)}
              className={styles.queues}
              headClasses={{ priority: cells.number }}
            >
              {found.map((queue) => (
                <Row key={queue.queue_id} queue={queue} onOpen={onOpen} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </Panel>
  );
}

function Row({ queue, onOpen }: { queue: Queue; onOpen: (id: string) => void }) {
  const { t } = useTranslation('routing');
  const text = useText();
  const words = useWords();
  return (
    <tr data-closed={!queue.is_open} data-testid={`queue-${queue.code}`}>
      <th scope="row">
        <Opener onClick={() => onOpen(queue.queue_id)}>{text(queue.name)}</Opener>
      </th>
      <td>{queue.code}</td>
      <td>{words.networks.name(queue.local_network_id) ?? t('wholeTenant')}</td>
      <td>
        <Words of={queue.needs.map(words.need)} none={t('none')} />
      </td>
      <td>{t(`strategy.${queue.strategy}`)}</td>
      <td className={cells.number}>{queue.priority}</td>
      <td>
        <Words of={words.limits(queue)} none={t('limit.none')} />
      </td>
      <td>
        {queue.recipe.length === 0 && t('none')}
        <ol className={styles.recipe}>
          {queue.recipe.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
            <li key={index}>{words.step(step)}</li>
          ))}
        </ol>
      </td>
      <td>
        <State queue={queue} />
      </td>
    </tr>
  );
}

/** Whether the queue takes calls now: open by hand, and within its hours. */
function State({ queue }: { queue: Queue }) {
  const { t } = useTranslation('routing');
  const { standing } = useHoursWords();
  const calendars = useQuery(calendarsQuery).data ?? [];
  const calendar = calendars.find((each) => each.calendar_id === queue.calendar_id);
  const isOutside = queue.is_open && calendar?.is_open_now === false;
  return (
    <span title={queue.is_open && calendar ? standing(calendar) : undefined}>
      <Pill tone={isOutside ? 'warn' : queue.is_open ? 'ok' : 'plain'}>
        {t(isOutside ? 'outsideHours' : queue.is_open ? 'open' : 'closed')}
      </Pill>
    </span>
  );
}

/** Short things, each in one piece. */
function Words({ of: all, none }: { of: string[]; none: string }) {
  if (all.length === 0) return none;
  return (
    <ul className={styles.words}>
      {all.map((each) => (
        <li key={each}>{each}</li>
      ))}
    </ul>
  );
}
