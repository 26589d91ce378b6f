import { QuestionCircleOutlined } from '@ant-design/icons';
import { desk } from '@shared/api/commands';
import type { CallView } from '@shared/rt/events';
import { useTranslation } from 'react-i18next';
import { ControlButton } from './ControlButton';
import type { Run } from './useCommand';

interface HelpButtonProps {
  call: CallView;
  run: Run;
  pending: string | undefined;
}

/** Raises the agent's flag on the supervisors' board, or takes it down. */
export function HelpButton({ call, run, pending }: HelpButtonProps) {
  const { t } = useTranslation('callbar');
  const isAsked = call.help_since_ms !== null;
  return (
    <ControlButton
      icon={<QuestionCircleOutlined />}
      label={t(isAsked ? 'help.asked' : 'help.ask')}
      testId="help"
      isPressed={isAsked}
      isPending={pending === 'help'}
      isDisabled={call.phase === 'wrap_up' || call.phase === 'dialing'}
      onClick={() => void run('help', () => desk.askHelp(!isAsked))}
    />
  );
}
