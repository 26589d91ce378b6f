import { useProblemMessage } from '@console/useProblemMessage';
import { agents } from '@shared/api/commands';
import { useText } from '@shared/i18n';
import type { BoardAgent } from '@shared/rt/board';
import { useDesk } from '@shared/rt/store';
import { Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './dialogs.module.css';

const confirmId = { 'data-testid': 'force-confirm' };

export type Force = 'ready' | 'notReady' | 'logOff';

const commands = { ready: agents.forceReady, notReady: agents.forceNotReady, logOff: agents.forceLogOff };

interface ForceDialogProps {
  agent: BoardAgent;
  force: Force | null;
  onClose: () => void;
}

/** Asks for a reason first: what is forced is audited. */
export function ForceDialog({ agent, force, onClose }: ForceDialogProps) {
  const { t } = useTranslation(['board', 'ui']);
  const text = useText();
  const say = useProblemMessage();
  const reasons = useDesk((desk) => desk.config.reasons);
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    if (!force || !reason.trim()) return;
    setBusy(true);
    try {
      await commands[force](agent.agent_id, reason.trim());
      onClose();
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={force !== null}
      onCancel={onClose}
      onOk={() => void confirm()}
      afterClose={() => setReason('')}
      okText={t('force.confirm')}
      cancelText={t('ui:cancel')}
      okButtonProps={{
        danger: force !== 'ready',
        disabled: reason.trim() === '',
        loading: isBusy,
        ...confirmId,
      }}
      title={t(`force.${force ?? 'notReady'}Title`, { name: agent.name })}
      width={420}
    >
      <p>{t(`force.${force ?? 'notReady'}Hint`)}</p>
      {force === 'ready' ? (
        <Input
          aria-label={t('force.why')}
          placeholder={t('force.why')}
          maxLength={64}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          data-testid="force-why"
        />
      ) : (
        <Radio.Group
          aria-label={t('force.reason')}
          value={reason}
          onChange={(event) => setReason(String(event.target.value))}
          options={reasons.map(({ code, text: name }) => ({ value: code, label: text(name) }))}
          className={styles.reasons}
        />
      )}
    </Modal>
  );
}
