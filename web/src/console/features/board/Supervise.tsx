import { useProblemMessage } from '@console/useProblemMessage';
import { agents, calls } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import type { BoardAgent } from '@shared/rt/board';
import type { Participation } from '@shared/rt/events';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMonitoring } from './useMonitoring';

const participations: Participation[] = ['listen', 'whisper', 'barge'];
const permissions = { listen: 'call.listen', whisper: 'call.whisper', barge: 'call.barge' } as const;

interface SuperviseProps {
  agent: BoardAgent;
  isStale: boolean;
}

/** Listen to the agent's call, speak to him, join in, take his place. Pressed is what the server says. */
export function Supervise({ agent, isStale }: SuperviseProps) {
  const { t } = useTranslation(['board', 'ui']);
  const { modal } = App.useApp();
  const say = useProblemMessage();
  const mayTakeOver = useCan('call.take_over');
  const { own, callId, obstacle } = useMonitoring(agent, isStale);
  const [pending, setPending] = useState<string | null>(null);
  const run = async (name: string, command: () => Promise<unknown>) => {
    setPending(name);
    try {
      await command();
    } catch (error) {
      say(error);
    } finally {
      setPending(null);
    }
  };
  const takeOver = () =>
    modal.confirm({
      title: t('monitor.takeOverTitle', { name: agent.name }),
      content: t('monitor.takeOverHint'),
      okText: t('force.confirm'),
      cancelText: t('ui:cancel'),
      onOk: () => run('takeOver', () => agents.takeCallOver(agent.agent_id)),
    });
  return (
    <>
      {participations.map((how) => (
        <Participate
          key={how}
          how={how}
          isPressed={own?.participation === how}
          isPending={pending === how}
          obstacle={obstacle}
          onClick={() => void run(how, () => agents.monitor(agent.agent_id, how))}
        />
      ))}
      {mayTakeOver && (
        <Button
          size="small"
          disabled={obstacle !== null || !own?.can_take_over}
          title={obstacle ?? (own ? undefined : t('monitor.takeOverFirst'))}
          loading={pending === 'takeOver'}
          onClick={takeOver}
          data-testid="take-call-over"
        >
          {t('monitor.takeOver')}
        </Button>
      )}
      {own && callId && (
        <Button
          size="small"
          loading={pending === 'stop'}
          onClick={() => void run('stop', () => calls.hangUp(callId))}
          data-testid="monitor-stop"
        >
          {t('monitor.stop')}
        </Button>
      )}
    </>
  );
}

interface ParticipateProps {
  how: Participation;
  isPressed: boolean;
  isPending: boolean;
  obstacle: string | null;
  onClick: () => void;
}

function Participate({ how, isPressed, isPending, obstacle, onClick }: ParticipateProps) {
  const { t } = useTranslation('board');
  const isAllowed = useCan(permissions[how]);
  if (!isAllowed) return null;
  return (
    <Button
      size="small"
      type={isPressed ? 'primary' : 'default'}
      aria-pressed={isPressed}
      disabled={obstacle !== null}
      title={obstacle ?? undefined}
      loading={isPending}
      onClick={onClick}
      data-testid={`monitor-${how}`}
    >
      {t(`monitor.${how}`)}
    </Button>
  );
}
