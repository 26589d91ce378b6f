import { useProblemMessage } from '@console/useProblemMessage';
import { agents, type Receivers } from '@shared/api/commands';
import type { BoardAgent } from '@shared/rt/board';
import { App, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './dialogs.module.css';

const sendId = { 'data-testid': 'message-send' };
const LENGTH = 500;

type To = 'agent' | 'group' | 'all';

interface MessageDialogProps {
  agent: BoardAgent;
  isOpen: boolean;
  onClose: () => void;
}

/** A line for one agent's desk, for his group's, or for all. */
export function MessageDialog({ agent, isOpen, onClose }: MessageDialogProps) {
  const { t } = useTranslation(['board', 'ui']);
  const { message } = App.useApp();
  const say = useProblemMessage();
  const [to, setTo] = useState<To>('agent');
  const [words, setWords] = useState('');
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    if (!words.trim()) return;
    setBusy(true);
    try {
      const { receivers } = await agents.message(receiversOf(to, agent), words.trim());
      void message.success(t('message.sent', { count: receivers }));
      onClose();
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={isOpen}
      onCancel={onClose}
      onOk={() => void send()}
      afterClose={() => {
        setWords('');
        setTo('agent');
      }}
      okText={t('message.send')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ disabled: words.trim() === '', loading: isBusy, ...sendId }}
      title={t('message.title', { name: agent.name })}
      width={460}
    >
      <Radio.Group
        aria-label={t('message.to')}
        value={to}
        onChange={(event) => setTo(event.target.value as To)}
        options={[
          { value: 'agent', label: t('message.agent', { name: agent.name }) },
          ...(agent.group ? [{ value: 'group', label: t('message.group', { group: agent.group }) }] : []),
          { value: 'all', label: t('message.all') },
        ]}
        className={styles.reasons}
      />
      <Input.TextArea
        aria-label={t('message.text')}
        value={words}
        maxLength={LENGTH}
        showCount
        rows={3}
        className={styles.text}
        onChange={(event) => setWords(event.target.value)}
        data-testid="message-text"
      />
    </Modal>
  );
}

function receiversOf(to: To, agent: BoardAgent): Receivers {
  if (to === 'agent') return { agent_id: agent.agent_id };
  return to === 'group' && agent.group ? { group: agent.group } : {};
}
