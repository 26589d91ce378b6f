import type { BoardAgent } from '@shared/rt/board';
import type { Monitoring } from '@shared/rt/events';
import { useCall, useDesk } from '@shared/rt/store';
import { useBlocked } from '@shared/ui/useBlocked';
import { useTranslation } from 'react-i18next';

interface Beside {
  /** How this supervisor is beside the agent, if he is. */
  own: Monitoring | null;
  callId: string | null;
  /** Why he cannot be, in words. */
  obstacle: string | null;
}

/** Whether this supervisor is beside an agent, or could be. */
export function useMonitoring(agent: BoardAgent, isStale: boolean): Beside {
  const { t } = useTranslation('board');
  const call = useCall();
  const blocked = useBlocked();
  const isReachable = useDesk((desk) => desk.agent !== null && desk.phone?.is_registered === true);
  const own = call?.monitoring?.agent_id === agent.agent_id ? call.monitoring : null;
  const why = () => {
    if (blocked !== null) return blocked;
    if (isStale || own) return null;
    if (!agent.can_be_monitored) return t('monitor.notTalking');
    if (!isReachable) return t('monitor.noPhone');
    return call ? t('monitor.busy') : null;
  };
  return { own, callId: own && call ? call.call_id : null, obstacle: isStale && !blocked ? '' : why() };
}
