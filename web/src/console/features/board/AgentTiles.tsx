import type { BoardAgent } from '@shared/rt/board';
import { serverNow } from '@shared/rt/clock';
import type { AgentState } from '@shared/rt/events';
import { useStateWord } from '@shared/ui/AgentStateWord';
import { useSeconds } from '@shared/ui/Clock';
import { duration } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Pill, type Tone } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';
import { byUrgency, isOverTime } from './rules';

interface AgentTilesProps {
  agents: BoardAgent[];
  selectedId: string | null;
  onSelect: (id: string) => void;
  footer: ReactNode;
}

const legend: [AgentState, Tone][] = [
  ['busy', 'brand'],
  ['ready', 'ok'],
  ['working_after_call', 'warn'],
  ['not_ready', 'plain'],
];

/** Every agent by state, the ones over time first. */
export function AgentTiles({ agents, selectedId, onSelect, footer }: AgentTilesProps) {
  const { t } = useTranslation('board');
  const word = useStateWord();
  const count = (state: AgentState) => agents.filter((agent) => agent.state === state).length;
  const title = (
    <span className={styles.legend}>
      {t('agents.title')}
      {legend.map(([state, tone]) => (
        <Pill key={state} tone={tone}>
          {word(state)} {count(state)}
        </Pill>
      ))}
    </span>
  );
  return (
    <Panel title={title} note={t('agents.hint')} className={styles.agents} footer={footer} isFlush>
      {agents.length === 0 && <Empty title={t('agents.none')} />}
      <div className={styles.tiles}>
        {byUrgency(agents, serverNow()).map((agent) => (
          <Tile
            key={agent.agent_id}
            agent={agent}
            isSelected={agent.agent_id === selectedId}
            onSelect={onSelect}
          />
        ))}
      </div>
    </Panel>
  );
}

interface TileProps {
  agent: BoardAgent;
  isSelected: boolean;
  onSelect: (id: string) => void;
}

function Tile({ agent, isSelected, onSelect }: TileProps) {
  const { t } = useTranslation('board');
  const word = useStateWord();
  const seconds = useSeconds(() => serverNow() - agent.since_ms);
  const isLate = isOverTime(agent, serverNow());
  return (
    <button
      type="button"
      className={styles.tile}
      data-state={agent.state}
      data-late={isLate}
      data-help={agent.help_since_ms !== null}
      aria-pressed={isSelected}
      onClick={() => onSelect(agent.agent_id)}
      data-testid={`agent-${agent.number}`}
    >
      <b>{agent.name}</b>
      <span>{agent.number}</span>
      <em>
        {agent.help_since_ms !== null && <strong>{t('help.tile')} · </strong>}
        {word(agent.state, agent.reason)}
      </em>
      <time title={isLate ? t('agents.overTime') : undefined}>
        {agent.state !== 'null' && duration(seconds * 1000)}
      </time>
    </button>
  );
}
