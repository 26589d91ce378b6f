import { useText } from '@shared/i18n';
import type { BoardAgent, BoardAlarm, BoardQueue, BoardView } from '@shared/rt/board';
import { serverNow } from '@shared/rt/clock';
import type { AgentState } from '@shared/rt/events';
import { useStateWord } from '@shared/ui/AgentStateWord';
import { Elapsed, useSeconds } from '@shared/ui/Clock';
import { duration } from '@shared/ui/format';
import { ScrollArea } from '@shared/ui/ScrollArea';
import { Empty, PanelBoundary, Skeleton } from '@shared/ui/states';
import { Link, useSearch } from '@tanstack/react-router';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Figures } from './Figures';
import { Freshness, useStale } from './Freshness';
import { byNeed, byUrgency, byWait, isOverTime, LONG_WAIT_MS } from './rules';
import { readSearch } from './search';
import { useAlarmWords } from './useAlarmWords';
import styles from './wall.module.css';

const ALARMS_MOST = 3;

/** The board for a room full of people: large, without names, nothing to click but the way back. */
export function Wall({ board }: { board: BoardView | null }) {
  const { t } = useTranslation('board');
  const isStale = useStale();
  const { wall: _, ...rest } = readSearch(useSearch({ strict: false }) as Record<string, unknown>);
  return (
    <div className={styles.wall} data-stale={isStale} data-testid="wall">
      <header className={styles.head}>
        <h1>{t('wall.title')}</h1>
        <Freshness isStale={isStale} board={board} />
        <Link to="/board" search={rest} className={styles.leave}>
          {t('wall.leave')}
        </Link>
      </header>
      {!board && <Skeleton lines={8} />}
      {board && (
        <PanelBoundary>
          <Figures board={board} />
          <Alarms alarms={byNeed(board.alarms)} />
          <div className={styles.halves}>
            <Queues queues={board.queues} />
            <Agents agents={board.agents} />
          </div>
        </PanelBoundary>
      )}
    </div>
  );
}

function Alarms({ alarms }: { alarms: BoardAlarm[] }) {
  const { t } = useTranslation('board');
  const text = useText();
  const words = useAlarmWords();
  if (alarms.length === 0) return null;
  return (
    <ul className={styles.alarms} aria-label={t('alarms.title', { count: alarms.length })}>
      {alarms.slice(0, ALARMS_MOST).map((alarm) => (
        <li key={alarm.alarm_id} data-severity={alarm.severity}>
          <b>{text(alarm.subject.name)}</b> {words(alarm)} · <Elapsed sinceMs={alarm.raised_at_ms} />
        </li>
      ))}
      {alarms.length > ALARMS_MOST && <li>{t('wall.more', { count: alarms.length - ALARMS_MOST })}</li>}
    </ul>
  );
}

function Queues({ queues }: { queues: BoardQueue[] }) {
  const { t } = useTranslation('board');
  const titleId = useId();
  const columns = ['name', 'waiting', 'longest', 'ready', 'answered', 'abandoned'] as const;
  return (
    <section className={styles.half} aria-labelledby={titleId}>
      <h2 id={titleId}>{t('queues.title')}</h2>
      <ScrollArea className={styles.scroll} labelledBy={titleId}>
        {queues.length === 0 && <Empty title={t('queues.none')} />}
        {queues.length > 0 && (
          <table>
            <thead>
              <tr>
                {columns.map((column) => (
                  <th key={column} scope="col">
                    {column === 'ready' ? t('wall.ready') : t(`queues.${column}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {byWait(queues).map((queue) => (
                <Queue key={queue.queue_id} queue={queue} />
              ))}
            </tbody>
          </table>
        )}
      </ScrollArea>
    </section>
  );
}

function Queue({ queue }: { queue: BoardQueue }) {
  const { t } = useTranslation('board');
  const text = useText();
  const since = queue.longest_since_ms;
  const isLong = since !== null && serverNow() - since > LONG_WAIT_MS;
  return (
    <tr data-tone={isLong ? 'danger' : queue.waiting > 0 ? 'warn' : 'plain'}>
      <th scope="row">
        {text(queue.name)} {!queue.is_open && <small>{t('queues.closed')}</small>}
      </th>
      <td>{queue.waiting}</td>
      <td>{since ? <Elapsed sinceMs={since} /> : '—'}</td>
      <td>{queue.ready_agents}</td>
      <td>{queue.answered}</td>
      <td>{queue.abandoned}</td>
    </tr>
  );
}

const states: AgentState[] = ['ready', 'reserved', 'busy', 'working_after_call', 'not_ready'];

function Agents({ agents }: { agents: BoardAgent[] }) {
  const { t } = useTranslation('board');
  const word = useStateWord();
  const titleId = useId();
  const there = agents.filter(({ state }) => state !== 'null');
  const count = (state: AgentState) => agents.filter((agent) => agent.state === state).length;
  return (
    <section className={styles.half} aria-labelledby={titleId}>
      <h2 id={titleId}>
        {t('agents.title')}{' '}
        <small>{states.map((state) => `${word(state)} ${count(state)}`).join(' · ')}</small>
      </h2>
      <ScrollArea className={styles.scroll} labelledBy={titleId}>
        {there.length === 0 && <Empty title={t('agents.none')} />}
        <ul className={styles.tiles}>
          {byUrgency(there, serverNow()).map((agent) => (
            <Tile key={agent.agent_id} agent={agent} />
          ))}
        </ul>
      </ScrollArea>
    </section>
  );
}

function Tile({ agent }: { agent: BoardAgent }) {
  const { t } = useTranslation('board');
  const word = useStateWord();
  const seconds = useSeconds(() => serverNow() - agent.since_ms);
  return (
    <li
      data-state={agent.state}
      data-late={isOverTime(agent, serverNow()) || agent.help_since_ms !== null}
      data-testid={`wall-${agent.number}`}
    >
      <b>{agent.number}</b>
      <time>{duration(seconds * 1000)}</time>
      <span>{agent.help_since_ms === null ? word(agent.state) : t('help.tile')}</span>
    </li>
  );
}
