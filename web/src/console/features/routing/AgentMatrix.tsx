import { useText } from '@shared/i18n';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Empty } from '@shared/ui/states';
import { Table } from '@shared/ui/Table';
import { useOffline } from '@shared/ui/useBlocked';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentQueues } from './AgentQueues';
import { AgentRow } from './AgentRow';
import { agentsQuery, queuesQuery, type RoutedAgent, skillsQuery } from './api';
import styles from './routing.module.css';
import { useLeaveGuard } from './useLeaveGuard';
import { useMatrix } from './useMatrix';

const ownColumns = ['number', 'name', 'queues'] as const;

/** Who can do what, how well, and for which queues: levels are typed in the cells, arrow keys go between them. */
export function AgentMatrix({ wanted }: { wanted: string }) {
  const { t } = useTranslation('routing');
  const agents = useQuery(agentsQuery);
  const skills = useQuery(skillsQuery);
  const queues = useQuery(queuesQuery);
  const matrix = useMatrix(agents.data ?? []);
  const [served, setServed] = useState<RoutedAgent | null>(null);
  const text = useText();
  const offline = useOffline();
  const { changed, isSound, isBusy } = matrix;
  useLeaveGuard(changed.length > 0);
  const canSave = changed.length > 0 && isSound && !isBusy && offline === null;
  useHotkeys({ 'Ctrl+Enter': canSave && (() => void matrix.save()) });

  const levels = skills.data ?? [];
  const headOf = (column: string) => {
    const own = ownColumns.find((each) => each === column);
    return own ? t(`agent.${own}`) : text(levels.find(({ skill_id }) => skill_id === column)?.name);
  };
  const words = wanted.trim().toLowerCase();
  const found =
    agents.data?.filter((each) =>
      [each.name, each.number].some((name) => name.toLowerCase().includes(words)),
    ) ?? [];
  const footer = changed.length > 0 && (
    <div className={styles.foot}>
      <span role="status" data-wrong={!isSound}>
        {t(isSound ? 'agent.changed' : 'agent.wrong', { count: changed.length })}
      </span>
      <Button onClick={matrix.discard} disabled={isBusy} data-testid="matrix-discard">
        {t('agent.discard')}
      </Button>
      <Button
        type="primary"
        loading={isBusy}
        disabled={!canSave}
        title={offline ?? undefined}
        aria-keyshortcuts="Control+Enter"
        onClick={() => void matrix.save()}
        data-testid="matrix-save"
      >
        {t('save')} <kbd className={styles.key}>Ctrl ↵</kbd>
      </Button>
    </div>
  );

  return (
    <Panel
      title={t('room.agents')}
      note={t('agent.hint')}
      className={styles.panel}
      footer={footer || undefined}
      isFlush
    >
      <Loaded queries={[agents, skills, queues]}>
        {() =>
          found.length === 0 ? (
            <Empty
              title={t(wanted ? 'nothingFound' : 'agent.none')}
              hint={t(wanted ? 'nothingFoundHint' : 'agent.noneHint')}
            />
          ) : (
            <Table
              columns={['number', 'name', ...levels.map(({ skill_id }) => skill_id), 'queues']}
              head={headOf}
              headClasses={Object.fromEntries(levels.map(({ skill_id }) => [skill_id, styles.level]))}
              className={styles.matrix}
              onKeyDown={walk}
            >
              {found.map((agent) => (
                <AgentRow
                  key={agent.agent_id}
                  agent={agent}
                  draft={matrix.draftOf(agent)}
                  skills={skills.data ?? []}
                  queues={queues.data ?? []}
                  isChanged={changed.includes(agent)}
                  failure={matrix.failures[agent.agent_id]}
                  onChange={(part) => matrix.change(agent, part)}
                  onServed={() => setServed(agent)}
                />
              ))}
            </Table>
          )
        }
      </Loaded>
      {served && (
        <AgentQueues
          agent={served}
          queues={queues.data ?? []}
          chosen={matrix.draftOf(served).queue_ids}
          onClose={() => setServed(null)}
          onChoose={(queue_ids) => matrix.change(served, { queue_ids })}
        />
      )}
    </Panel>
  );
}

const steps: Record<string, [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  Enter: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Go from cell to cell as in a spreadsheet. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  const cell = event.target;
  const step = steps[event.key];
  if (!step || !(cell instanceof HTMLInputElement) || event.ctrlKey || event.altKey) return;
  const rows = [...event.currentTarget.querySelectorAll('tbody tr')].map((row) => [
    ...row.querySelectorAll('input'),
  ]);
  const row = rows.findIndex((cells) => cells.includes(cell));
  const next = rows[row + step[0]]?.[(rows[row]?.indexOf(cell) ?? 0) + step[1]];
  event.preventDefault();
  next?.focus();
  next?.select();
}
