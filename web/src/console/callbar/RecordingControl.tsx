import {
  PauseCircleOutlined,
  PlayCircleOutlined,
  StopOutlined,
  VideoCameraOutlined,
} from '@ant-design/icons';
import { calls } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import type { CallView } from '@shared/rt/events';
import { useTranslation } from 'react-i18next';
import { ControlButton } from './ControlButton';
import type { Run } from './useCommand';

interface RecordingControlProps {
  call: CallView;
  run: Run;
  pending: string | undefined;
}

const next = {
  off: { label: 'start', icon: <VideoCameraOutlined />, command: calls.startRecording },
  on: { label: 'pause', icon: <PauseCircleOutlined />, command: calls.pauseRecording },
  paused: { label: 'resume', icon: <PlayCircleOutlined />, command: calls.resumeRecording },
} as const;

/** Record on demand, or pause while the customer says a secret. A recording by policy can be paused, not stopped. */
export function RecordingControl({ call, run, pending }: RecordingControlProps) {
  const { t } = useTranslation('callbar');
  const mayRecord = useCan('recording.record');
  if (!mayRecord) return null;
  const { state, is_policy: isPolicy } = call.recording;
  const { label, icon, command } = next[state];
  const isLive = ['connected', 'held', 'consulting', 'conference'].includes(call.phase);
  return (
    <>
      <ControlButton
        icon={icon}
        label={t(`recording.${label}`)}
        testId="recording-toggle"
        isPressed={state === 'paused'}
        isPending={pending === 'recording'}
        isDisabled={!isLive}
        onClick={() => void run('recording', () => command(call.call_id))}
      />
      {state !== 'off' && !isPolicy && (
        <ControlButton
          icon={<StopOutlined />}
          label={t('recording.stop')}
          testId="recording-stop"
          isDisabled={!isLive}
          onClick={() => void run('recording', () => calls.stopRecording(call.call_id))}
        />
      )}
    </>
  );
}
