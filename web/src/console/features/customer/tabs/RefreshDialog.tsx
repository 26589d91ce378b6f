import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { shortTime } from '@shared/ui/format';
import { useOffline } from '@shared/ui/useBlocked';
import { Alert, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Device, refreshDevice } from '../api';
import own from './tabs.module.css';

const okId = { 'data-testid': 'refresh-confirm' };
/** After these nobody knows whether it was done; the same wish, sent again, finds out and does nothing twice. */
const uncertain = ['billing-outcome-unknown', 'timeout', 'network-unreachable', 'unavailable'];

interface RefreshDialogProps {
  customerId: string;
  account: string;
  device: Device;
  onDone: () => void;
  onClose: () => void;
}

/** Asks before a device's authorisation is sent again, and says what came of it. */
export default function RefreshDialog({ customerId, account, device, onDone, onClose }: RefreshDialogProps) {
  const { t } = useTranslation(['customer', 'ui']);
  const problem = useProblemText();
  const offline = useOffline();
  const [key] = useState(() => crypto.randomUUID());
  const [wasSent, setSent] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [doneAtMs, setDone] = useState<number | null>(null);
  const isUncertain = failure instanceof ProblemError && uncertain.includes(failure.code);

  const send = async () => {
    setBusy(true);
    setFailure(null);
    setSent(true);
    try {
      const { done_at_ms } = await refreshDevice(customerId, device.resource, {
        key,
        account,
        is_repeat: wasSent,
      });
      setDone(done_at_ms);
      onDone();
    } catch (error) {
      setFailure(error);
    } finally {
      setBusy(false);
    }
  };

  const name = `${t(`devices.kind.${device.kind}`)} ${device.resource}`;
  const isDone = doneAtMs !== null;
  return (
    <Modal
      open
      width={440}
      title={t('devices.refresh')}
      okText={isDone ? t('ui:close') : t(isUncertain ? 'devices.findOut' : 'devices.send')}
      cancelText={t('ui:cancel')}
      cancelButtonProps={{ style: isDone ? { display: 'none' } : {} }}
      okButtonProps={{ ...okId, loading: isBusy, disabled: !isDone && offline !== null }}
      mask={{ closable: false }}
      onOk={() => (isDone ? onClose() : void send())}
      onCancel={onClose}
    >
      {isDone ? (
        <Alert type="success" showIcon title={t('devices.sent', { time: shortTime(doneAtMs) })} />
      ) : (
        <p className={own.confirm}>{t('devices.confirm', { name })}</p>
      )}
      {failure !== null && (
        <Alert
          type={isUncertain ? 'warning' : 'error'}
          showIcon
          title={isUncertain ? t('devices.uncertain') : problem(failure)}
          data-testid="refresh-failed"
        />
      )}
    </Modal>
  );
}
