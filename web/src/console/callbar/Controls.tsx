import {
  AppstoreOutlined,
  AudioMutedOutlined,
  AudioOutlined,
  CaretRightOutlined,
  PauseOutlined,
  PhoneFilled,
  SwapOutlined,
  UsergroupAddOutlined,
} from '@ant-design/icons';
import { calls } from '@shared/api/commands';
import { usePhone } from '@shared/phone/store';
import type { CallView } from '@shared/rt/events';
import { useDesk } from '@shared/rt/store';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { Popover } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { phone } from '../runtime';
import { ControlButton } from './ControlButton';
import styles from './callbar.module.css';
import { HelpButton } from './HelpButton';
import { Keypad } from './Keypad';
import { RecordingControl } from './RecordingControl';
import { TransferDialog, type TransferIntent } from './TransferDialog';
import { useCommand } from './useCommand';

/** What can be done with a call that is up. Pressed states are the server's, not the click's. */
export function Controls({ call }: { call: CallView }) {
  const { t } = useTranslation('callbar');
  const { run, pending } = useCommand(call);
  const [intent, setIntent] = useState<TransferIntent | null>(null);
  const { call_id: id, phase } = call;
  const isHeld = phase === 'held';
  const canHold = phase === 'connected' || isHeld;
  const canHangUp = phase !== 'wrap_up';

  const hold = () => void run('hold', () => (isHeld ? calls.retrieve(id) : calls.hold(id)));
  const hangUp = () => void run('hangup', () => calls.hangUp(id));
  const openTransfer = () => setIntent('transfer');
  useHotkeys({
    F4: canHold && hold,
    F9: canHold && openTransfer,
    'Ctrl+Shift+E': canHangUp && hangUp,
  });

  return (
    <div className={styles.controls}>
      <Mute phase={phase} />
      <ControlButton
        icon={isHeld ? <CaretRightOutlined /> : <PauseOutlined />}
        label={t(isHeld ? 'retrieve' : 'hold')}
        hotkey="F4"
        testId="hold"
        isPressed={isHeld}
        isPending={pending === 'hold'}
        isDisabled={!canHold}
        onClick={hold}
      />
      <ControlButton
        icon={<SwapOutlined />}
        label={t('transfer.action')}
        hotkey="F9"
        testId="transfer"
        isDisabled={!canHold}
        onClick={openTransfer}
      />
      <ControlButton
        icon={<UsergroupAddOutlined />}
        label={t('conference')}
        testId="conference"
        isDisabled={!canHold}
        onClick={() => setIntent('conference')}
      />
      <KeypadButton id={id} isDisabled={phase !== 'connected' && phase !== 'consulting'} />
      <RecordingControl call={call} run={run} pending={pending} />
      <HelpButton call={call} run={run} pending={pending} />
      <ControlButton
        kind="hangup"
        icon={<PhoneFilled rotate={135} />}
        label={t('hangup')}
        testId="hangup"
        isPending={pending === 'hangup'}
        isDisabled={!canHangUp}
        onClick={hangUp}
      />
      {canHold && intent && <TransferDialog intent={intent} callId={id} onClose={() => setIntent(null)} />}
    </div>
  );
}

/** Mute lives in this page's phone; a desk phone has its own key. */
function Mute({ phase }: { phase: CallView['phase'] }) {
  const { t } = useTranslation('callbar');
  const { isMuted, session } = usePhone();
  const isWebPhone = useDesk((desk) => desk.phone?.kind === 'web_phone');
  const canMute = session === 'talking' && phase !== 'wrap_up';
  const toggle = () => phone.setMuted(!isMuted);
  useHotkeys({ F8: isWebPhone && canMute && toggle });
  if (!isWebPhone) return null;
  return (
    <ControlButton
      isLocal
      icon={isMuted ? <AudioMutedOutlined /> : <AudioOutlined />}
      label={t(isMuted ? 'unmute' : 'mute')}
      hotkey="F8"
      testId="mute"
      isPressed={isMuted}
      isDisabled={!canMute}
      onClick={toggle}
    />
  );
}

function KeypadButton({ id, isDisabled }: { id: string; isDisabled: boolean }) {
  const { t } = useTranslation('callbar');
  const [isOpen, setOpen] = useState(false);
  const isShown = isOpen && !isDisabled;
  return (
    <Popover
      trigger="click"
      placement="bottom"
      open={isShown}
      onOpenChange={(open) => setOpen(open && !isDisabled)}
      destroyOnHidden
      content={<Keypad callId={id} onClose={() => setOpen(false)} />}
    >
      <span>
        <ControlButton
          icon={<AppstoreOutlined />}
          label={t('keypad.action')}
          testId="keypad"
          isDisabled={isDisabled}
          onClick={() => setOpen(!isOpen)}
        />
      </span>
    </Popover>
  );
}
