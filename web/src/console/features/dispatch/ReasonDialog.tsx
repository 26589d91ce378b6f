import { Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './dialogs.module.css';

const okId = { 'data-testid': 'reason-ok' };

interface ReasonDialogProps {
  title: string;
  label: string;
  okText: string;
  isDanger?: boolean;
  onClose: () => void;
  onOk: (reason: string) => Promise<unknown>;
}

/** Ask why, before something is done that others will have to understand. */
export function ReasonDialog({ title, label, okText, isDanger = false, onClose, onOk }: ReasonDialogProps) {
  const { t } = useTranslation(['dispatch', 'ui']);
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const mayDo = reason.trim() !== '' && !isBusy;
  const submit = async () => {
    if (!mayDo) return;
    setBusy(true);
    await onOk(reason.trim());
    setBusy(false);
    onClose();
  };
  return (
    <Modal
      open
      width={440}
      title={title}
      okText={okText}
      cancelText={t('ui:cancel')}
      okButtonProps={{ ...okId, disabled: !mayDo, loading: isBusy, danger: isDanger }}
      onOk={() => void submit()}
      onCancel={onClose}
    >
      <Form layout="vertical" className={styles.form} onFinish={() => void submit()}>
        <Form.Item label={label} htmlFor="dispatch-reason" required>
          <Input.TextArea
            id="dispatch-reason"
            value={reason}
            autoFocus
            maxLength={500}
            autoSize={{ minRows: 2, maxRows: 6 }}
            onChange={(event) => setReason(event.target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
