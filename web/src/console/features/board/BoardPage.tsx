import './messages';
import { Can } from '@shared/perm/Can';
import type { BoardView } from '@shared/rt/board';
import { useBoardScope, useDesk, useTopic } from '@shared/rt/store';
import { PanelBoundary, Skeleton } from '@shared/ui/states';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Button, Checkbox } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentTiles } from './AgentTiles';
import { AlarmPanel } from './AlarmPanel';
import { AlarmAdmin } from './alarms/AlarmAdmin';
import styles from './board.module.css';
import { DayChart } from './DayChart';
import { Figures } from './Figures';
import { Freshness, useStale } from './Freshness';
import { HelpCalls } from './HelpCalls';
import { QueueTable } from './QueueTable';
import { askingForHelp, byNeed, callingAloud } from './rules';
import { ScopeSelect } from './ScopeSelect';
import { Selected } from './Selected';
import { readSearch, scopeOf } from './search';
import { useAlertSound } from './useAlertSound';
import { Wall } from './Wall';

const nothing: BoardView = {
  queues: [],
  agents: [],
  alarms: [],
  scopes: { networks: [], groups: [], queues: [] },
  level: null,
  known_until_ms: null,
  delay_ms: 0,
  is_wall: false,
};

/** The supervisor's live view, or the same for all to see on a wall. */
export function BoardPage() {
  const search = readSearch(useSearch({ strict: false }) as Record<string, unknown>);
  useTopic('board');
  useBoardScope(scopeOf(search));
  const board = useDesk((desk) => desk.board);
  if (search.wall) return <Wall board={board?.is_wall ? board : null} />;
  return <Board board={board?.is_wall ? null : board} />;
}

/** What is old is greyed and says so; it never stands still in silence. */
function Board({ board }: { board: BoardView | null }) {
  const { t } = useTranslation('board');
  const [selectedId, select] = useState<string | null>(null);
  const [isAdministering, administer] = useState(false);
  const isStale = useStale();
  const shown = board ?? nothing;
  const asking = askingForHelp(shown.agents);
  const [isLoud, makeLoud] = useAlertSound(callingAloud(shown));
  const selected = shown.agents.find((agent) => agent.agent_id === selectedId);
  return (
    <div className={styles.board} data-stale={isStale} data-testid="board">
      <header className={styles.top}>
        <div className={styles.head}>
          <h2>{t('title')}</h2>
          <Narrowing board={shown} />
          <Checkbox
            className={styles.sound}
            checked={isLoud}
            onChange={(event) => makeLoud(event.target.checked)}
          >
            {t('help.sound')}
          </Checkbox>
          <Freshness isStale={isStale} board={shown} />
        </div>
        <HelpCalls asking={asking} isStale={isStale} onTake={select} />
      </header>
      {!board && <Skeleton lines={8} />}
      {board && (
        <>
          <Figures board={board} />
          <div className={styles.middle}>
            <PanelBoundary>
              <QueueTable board={board} isStale={isStale} />
            </PanelBoundary>
            <Can do="figures.view">
              <PanelBoundary>
                <DayChart board={board} />
              </PanelBoundary>
            </Can>
          </div>
          <div className={styles.lower}>
            <PanelBoundary>
              <AgentTiles
                agents={board.agents}
                selectedId={selectedId}
                onSelect={(id) => select(id === selectedId ? null : id)}
                footer={selected && <Selected agent={selected} queues={board.queues} isStale={isStale} />}
              />
            </PanelBoundary>
            <PanelBoundary>
              <AlarmPanel
                alarms={byNeed(board.alarms)}
                agents={board.agents}
                isStale={isStale}
                onSelect={select}
                onRules={() => administer(true)}
              />
            </PanelBoundary>
          </div>
        </>
      )}
      <Can do="alarm.manage">
        {isAdministering && <AlarmAdmin scopes={shown.scopes} onClose={() => administer(false)} />}
      </Can>
    </div>
  );
}

/** What the board is narrowed to stands in its address; the wall shows the same. */
function Narrowing({ board }: { board: BoardView }) {
  const { t } = useTranslation('board');
  const navigate = useNavigate();
  const search = readSearch(useSearch({ strict: false }) as Record<string, unknown>);
  return (
    <>
      <ScopeSelect
        board={board}
        search={search}
        onChange={(next) => void navigate({ to: '/board', search: next })}
      />
      <Button
        size="small"
        onClick={() => void navigate({ to: '/board', search: { ...search, wall: true } })}
        data-testid="board-wall"
      >
        {t('wall.open')}
      </Button>
    </>
  );
}
