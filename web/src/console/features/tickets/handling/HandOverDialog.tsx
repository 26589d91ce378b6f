import { useText } from '@shared/i18n';
import { PanelError } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Button, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Act, peopleQuery, settingsQuery } from './api';

interface HandOverDialogProps {
  onRun: (act: Act) => Promise<boolean>;
  onClose: () => void;
}

/** Gives a ticket to a department, to a person, or to both. */
export function HandOverDialog({ onRun, onClose }: HandOverDialogProps) {
  const { t } = useTranslation(['handling', 'ui']);
  const text = useText();
  const settings = useQuery(settingsQuery);
  const people = useQuery(peopleQuery);
  const [department, setDepartment] = useState<string>();
  const [person, setPerson] = useState<string>();
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);
  const failed = settings.error ? settings : people.error ? people : null;
  const submit = async () => {
    setBusy(true);
    const isDone = await onRun({
      action: 'hand_over',
      ...(department ? { department_id: department } : {}),
      ...(person ? { person_id: person } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    });
    setBusy(false);
    if (isDone) onClose();
  };
  const departments = (settings.data?.departments ?? []).filter(({ is_active }) => is_active);
  return (
    <Modal
      open
      width={480}
      title={t('action.hand_over')}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('ui:cancel')}</Button>
          <Button
            type="primary"
            loading={isBusy}
            disabled={!department && !person}
            onClick={() => void submit()}
            data-testid="ticket-hand-over-submit"
          >
            {t('action.hand_over')}
          </Button>
        </>
      }
    >
      {failed && <PanelError error={failed.error} onRetry={() => void failed.refetch()} />}
      <Form layout="vertical" data-popups>
        <Form.Item label={t('column.department')} htmlFor="ticket-department">
          <Select
            id="ticket-department"
            allowClear
            placeholder={t('ask.nobody')}
            showSearch={{ optionFilterProp: 'label' }}
            value={department}
            loading={settings.isPending}
            options={departments.map(({ department_id, name }) => ({
              value: department_id,
              label: text(name),
            }))}
            onChange={setDepartment}
            data-testid="ticket-department"
          />
        </Form.Item>
        <Form.Item label={t('ask.person')} htmlFor="ticket-person">
          <Select
            id="ticket-person"
            allowClear
            placeholder={t('ask.nobody')}
            showSearch={{ optionFilterProp: 'label' }}
            value={person}
            loading={people.isPending}
            options={(people.data ?? []).map(({ person_id, name, login }) => ({
              value: person_id,
              label: `${name} (${login})`,
            }))}
            onChange={setPerson}
          />
        </Form.Item>
        <Form.Item label={t('ask.remark')} htmlFor="ticket-hand-over-note">
          <Input.TextArea
            id="ticket-hand-over-note"
            value={note}
            maxLength={2000}
            autoSize={{ minRows: 2, maxRows: 6 }}
            onChange={({ target }) => setNote(target.value)}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
