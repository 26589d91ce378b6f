import { Button, Checkbox, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Act } from './api';

interface WordsDialogProps {
  action: 'note' | 'close' | 'reopen' | 'cancel' | 'call_made' | 'confirm';
  onRun: (act: Act) => Promise<boolean>;
  onClose: () => void;
}

/** Asks for words, and for a yes or no where the action has one. */
export function WordsDialog({ action, onRun, onClose }: WordsDialogProps) {
  const { t } = useTranslation(['handling', 'ui']);
  const [words, setWords] = useState('');
  const [hasContacted, setContacted] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const said = words.trim();
  const isNeeded = action === 'note' || action === 'reopen' || action === 'cancel';
  const note = said ? { note: said } : {};
  const go = async (act: Act) => {
    setBusy(true);
    const isDone = await onRun(act);
    setBusy(false);
    if (isDone) onClose();
  };
  const acts = (): { name: 'yes' | 'no' | 'ok'; label: string; act: Act }[] => {
    switch (action) {
      case 'note':
        return [
          {
            name: 'ok',
            label: t('action.note'),
            act: { action, text: said, ...(hasContacted ? { has_contacted: true } : {}) },
          },
        ];
      case 'close':
        return [{ name: 'ok', label: t('action.close'), act: { action, ...note } }];
      case 'call_made':
        return [
          { name: 'no', label: t('notReached'), act: { action, is_reached: false, ...note } },
          { name: 'yes', label: t('reached'), act: { action, is_reached: true, ...note } },
        ];
      case 'confirm':
        return [
          { name: 'no', label: t('dissatisfied'), act: { action, is_satisfied: false, ...note } },
          { name: 'yes', label: t('satisfied'), act: { action, is_satisfied: true, ...note } },
        ];
      default:
        return [{ name: 'ok', label: t(`action.${action}`), act: { action, reason: said } }];
    }
  };
  return (
    <Modal
      open
      width={480}
      title={t(`action.${action}`)}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          {acts().map(({ name, label, act }) => (
            <Button
              key={name}
              type={name === 'no' ? 'default' : 'primary'}
              danger={action === 'cancel'}
              loading={isBusy}
              disabled={isNeeded && said === ''}
              onClick={() => void go(act)}
              data-testid={`ticket-words-${name}`}
            >
              {label}
            </Button>
          ))}
        </>
      }
    >
      <Form layout="vertical">
        <Form.Item
          label={t(isNeeded ? `ask.${action}` : 'ask.remark')}
          htmlFor="ticket-words"
          required={isNeeded}
        >
          <Input.TextArea
            id="ticket-words"
            autoFocus
            value={words}
            maxLength={2000}
            autoSize={{ minRows: 3, maxRows: 8 }}
            onChange={({ target }) => setWords(target.value)}
            data-testid="ticket-words"
          />
        </Form.Item>
        {action === 'note' && (
          <Checkbox checked={hasContacted} onChange={({ target }) => setContacted(target.checked)}>
            {t('hasContacted')}
          </Checkbox>
        )}
        {action === 'close' && <small>{t('closeHint')}</small>}
      </Form>
    </Modal>
  );
}
