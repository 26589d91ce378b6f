import {
  AudioOutlined,
  CustomerServiceOutlined,
  LoginOutlined,
  PhoneFilled,
  TeamOutlined,
} from '@ant-design/icons';
import { agents, calls } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import type { CallView, Monitoring as Own, Participation } from '@shared/rt/events';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ControlButton } from './ControlButton';
import styles from './callbar.module.css';
import supervision from './supervision.module.css';
import { useCommand } from './useCommand';

interface MonitoringProps {
  call: CallView;
  own: Own;
}

/** What a supervisor beside an agent can do. Pressed states are the server's, not the click's. */
export function Monitoring({ call, own }: MonitoringProps) {
  const { t } = useTranslation('callbar');
  const { run, pending } = useCommand(call);
  const may = {
    listen: useCan('call.listen'),
    whisper: useCan('call.whisper'),
    barge: useCan('call.barge'),
  };
  const mayTakeOver = useCan('call.take_over');
  const button = (how: Participation, icon: ReactNode) =>
    may[how] && (
      <ControlButton
        icon={icon}
        label={t(`monitoring.${how}`)}
        testId={`monitoring-${how}`}
        isPressed={own.participation === how}
        isPending={pending === how}
        onClick={() => void run(how, () => agents.monitor(own.agent_id, how))}
      />
    );
  return (
    <>
      <div className={supervision.beside} data-testid="monitoring-state">
        <span>
          {t('monitoring.beside')} <b>{own.label}</b>
        </span>
        <small>
          {own.is_connected ? t(`monitoring.state.${own.participation}`) : t('monitoring.ringing')}
        </small>
      </div>
      <div className={styles.controls}>
        {button('listen', <CustomerServiceOutlined />)}
        {button('whisper', <AudioOutlined />)}
        {button('barge', <TeamOutlined />)}
        {mayTakeOver && (
          <ControlButton
            icon={<LoginOutlined />}
            label={t('monitoring.takeOver')}
            testId="monitoring-take-over"
            isPending={pending === 'takeOver'}
            isDisabled={!own.can_take_over}
            onClick={() => void run('takeOver', () => agents.takeCallOver(own.agent_id))}
          />
        )}
        <ControlButton
          kind="hangup"
          icon={<PhoneFilled rotate={135} />}
          label={t('monitoring.stop')}
          testId="monitoring-stop"
          isPending={pending === 'stop'}
          onClick={() => void run('stop', () => calls.hangUp(call.call_id))}
        />
      </div>
    </>
  );
}

/** Tells an agent who speaks to him; who only listens is not told. */
export function Monitored({ call }: { call: CallView }) {
  const { t } = useTranslation('callbar');
  return (
    <div className={styles.strip} role="status" data-testid="monitored">
      <CustomerServiceOutlined aria-hidden />
      {call.monitors.map(({ label, participation }) => (
        <span key={label}>{t(`monitored.${participation}`, { who: label })}</span>
      ))}
    </div>
  );
}
