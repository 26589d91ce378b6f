import { serverNow } from '@shared/rt/clock';
import { useDesk, useTopic } from '@shared/rt/store';
import { useSeconds } from '@shared/ui/Clock';
import { PanelBoundary, Skeleton } from '@shared/ui/states';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AgentTiles } from './AgentTiles';
import styles from './board.module.css';
import { Figures } from './Figures';
import { QueueTable } from './QueueTable';
import { Selected } from './Selected';

/** The supervisor's live view. What is old is greyed and says so; it never stands still in silence. */
export function BoardPage() {
  const { t } = useTranslation('board');
  useTopic('board');
  const board = useDesk((desk) => desk.board);
  const [selectedId, select] = useState<string | null>(null);
  const isStale = useStale();
  const selected = board?.agents.find((agent) => agent.agent_id === selectedId);
  return (
    <div className={styles.board} data-stale={isStale} data-testid="board">
      <header className={styles.head}>
        <h2>{t('title')}</h2>
        <Freshness isStale={isStale} delayMs={board?.delay_ms ?? 0} />
      </header>
      {!board && <Skeleton lines={8} />}
      {board && (
        <>
          <Figures board={board} />
          <PanelBoundary>
            <QueueTable queues={board.queues} agents={board.agents} />
          </PanelBoundary>
          <PanelBoundary>
            <AgentTiles
              agents={board.agents}
              selectedId={selectedId}
              onSelect={(id) => select(id === selectedId ? null : id)}
              footer={selected && <Selected agent={selected} queues={board.queues} isStale={isStale} />}
            />
          </PanelBoundary>
        </>
      )}
    </div>
  );
}

const STALE_AFTER_S = 5;

function useStale(): boolean {
  const ts = useDesk((desk) => desk.boardTs);
  const isOffline = useDesk((desk) => desk.connection !== 'online');
  const ageS = useSeconds(() => (ts === null ? 0 : serverNow() - ts));
  return isOffline || ageS > STALE_AFTER_S;
}

function Freshness({ isStale, delayMs }: { isStale: boolean; delayMs: number }) {
  const { t } = useTranslation('board');
  const ts = useDesk((desk) => desk.boardTs);
  const time = ts === null ? '—' : new Date(ts).toLocaleTimeString('zh-CN', { hour12: false });
  const seconds = (delayMs / 1000).toFixed(1);
  return (
    <span role="status" className={styles.fresh} data-late={isStale || delayMs > STALE_AFTER_S * 1000}>
      {isStale ? t('stale', { time }) : t('fresh', { time, seconds })}
    </span>
  );
}
