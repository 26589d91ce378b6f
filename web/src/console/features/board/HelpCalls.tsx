import { useProblemMessage } from '@console/useProblemMessage';
import { agents } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import type { BoardAgent } from '@shared/rt/board';
import { Elapsed } from '@shared/ui/Clock';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';
import { useMonitoring } from './useMonitoring';

interface HelpCallsProps {
  asking: BoardAgent[];
  isStale: boolean;
  onTake: (agentId: string) => void;
}

/** Who asks for a supervisor, the longest first; one click and he is listened to. */
export function HelpCalls({ asking, isStale, onTake }: HelpCallsProps) {
  const { t } = useTranslation('board');
  return (
    <div role="status" className={asking.length > 0 ? styles.help : undefined} data-testid="help-calls">
      {asking.length > 0 && <b>{t('help.title', { count: asking.length })}</b>}
      {asking.map((agent) => (
        <Asking key={agent.agent_id} agent={agent} isStale={isStale} onTake={onTake} />
      ))}
    </div>
  );
}

interface AskingProps {
  agent: BoardAgent;
  isStale: boolean;
  onTake: (agentId: string) => void;
}

function Asking({ agent, isStale, onTake }: AskingProps) {
  const { t } = useTranslation('board');
  const say = useProblemMessage();
  const mayListen = useCan('call.listen');
  const { obstacle } = useMonitoring(agent, isStale);
  const take = () => {
    onTake(agent.agent_id);
    void agents.monitor(agent.agent_id, 'listen').catch(say);
  };
  return (
    <span className={styles.asking} data-testid={`help-${agent.number}`}>
      {agent.name} {agent.number} {agent.help_since_ms !== null && <Elapsed sinceMs={agent.help_since_ms} />}
      {mayListen && (
        <Button
          size="small"
          type="primary"
          disabled={obstacle !== null}
          title={obstacle || undefined}
          onClick={take}
          data-testid={`take-help-${agent.number}`}
        >
          {t('help.take')}
        </Button>
      )}
    </span>
  );
}
