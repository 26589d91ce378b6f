import { AgentStateWord } from '@shared/ui/AgentStateWord';
import { Elapsed } from '@shared/ui/Clock';
import { Empty, Skeleton } from '@shared/ui/states';
import { useTranslation } from 'react-i18next';
import type { TargetRow } from './targets';
import styles from './transfer.module.css';

interface TargetListProps {
  rows: TargetRow[] | undefined;
  chosen: TargetRow | null;
  isOutside: boolean;
  onPick: (key: string) => void;
}

export function TargetList({ rows, chosen, isOutside, onPick }: TargetListProps) {
  const { t } = useTranslation('callbar');
  return (
    <div className={styles.targets}>
      {!rows && <Skeleton lines={5} />}
      {isOutside && <p>{t('transfer.outsideHint')}</p>}
      {rows?.length === 0 && !isOutside && <Empty title={t('transfer.nobody')} />}
      {rows?.map((row) => (
        <button
          key={row.key}
          type="button"
          aria-pressed={row.key === chosen?.key}
          disabled={!row.isFree}
          onClick={() => onPick(row.key)}
          data-testid={`target-${row.agent?.number ?? row.key}`}
        >
          <b>{row.agent?.name ?? row.label}</b>
          {row.agent && <Agent agent={row.agent} />}
          {row.queue && (
            <span>
              {row.queue.is_open
                ? t('transfer.queueLoad', { waiting: row.queue.waiting, ready: row.queue.ready_agents })
                : t('transfer.queueClosed')}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

function Agent({ agent }: { agent: NonNullable<TargetRow['agent']> }) {
  return (
    <>
      <span>{agent.number}</span>
      <span>{agent.group}</span>
      <AgentStateWord state={agent.state} />
      <time>{agent.state !== 'null' && <Elapsed sinceMs={agent.since_ms} />}</time>
    </>
  );
}
