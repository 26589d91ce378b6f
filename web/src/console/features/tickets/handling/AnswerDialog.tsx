import { Button, Form, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Act, type ReplyWay, replyWays, type WholeTicket } from './api';

interface AnswerDialogProps {
  ticket: WholeTicket;
  onRun: (act: Act) => Promise<boolean>;
  onClose: () => void;
}

/** The answer to the customer, and how he gets it; without another recipient the server takes the agreed one. */
export function AnswerDialog({ ticket, onRun, onClose }: AnswerDialogProps) {
  const { t } = useTranslation(['handling', 'ui']);
  const [text, setText] = useState('');
  const [by, setBy] = useState<ReplyWay>(ticket.reply_by);
  const [recipient, setRecipient] = useState('');
  const [isBusy, setBusy] = useState(false);
  const isSent = by === 'sms' || by === 'mail';
  const submit = async () => {
    if (text.trim() === '' || isBusy) return;
    setBusy(true);
    const to = recipient.trim();
    const isDone = await onRun({
      action: 'answer',
      text: text.trim(),
      by,
      ...(isSent && to ? { recipient: to } : {}),
    });
    setBusy(false);
    if (isDone) onClose();
  };
  return (
    <Modal
      open
      width={560}
      title={t('action.answer')}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button
            type="primary"
            loading={isBusy}
            disabled={text.trim() === ''}
            onClick={() => void submit()}
            data-testid="ticket-answer-submit"
          >
            {t('action.answer')}
          </Button>
        </>
      }
    >
      <Form layout="vertical">
        <Form.Item label={t('ask.by')} extra={t(`wayHint.${by}`)}>
          <Radio.Group
            aria-label={t('ask.by')}
            value={by}
            onChange={({ target }) => setBy(target.value as ReplyWay)}
            options={replyWays.map((value) => ({ value, label: t(`way.${value}`) }))}
          />
        </Form.Item>
        {isSent && (
          <Form.Item label={t('ask.recipient')} htmlFor="ticket-recipient">
            <Input
              id="ticket-recipient"
              value={recipient}
              placeholder={by === ticket.reply_by ? ticket.reply_to : ''}
              onChange={({ target }) => setRecipient(target.value)}
            />
          </Form.Item>
        )}
        <Form.Item label={t('ask.answer')} htmlFor="ticket-answer" required>
          <Input.TextArea
            id="ticket-answer"
            autoFocus
            value={text}
            maxLength={2000}
            autoSize={{ minRows: 4, maxRows: 10 }}
            onChange={({ target }) => setText(target.value)}
            data-testid="ticket-answer-text"
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
