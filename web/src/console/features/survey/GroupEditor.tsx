import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Choices, choicesQuery, type Group, keys, surveys } from './api';
import { GroupFields } from './GroupFields';
import { blank, draftOf, groupOf } from './group';
import styles from './survey.module.css';

const formId = 'survey-group-form';
const okId = { 'data-testid': 'group-save' };

/** Adds a survey group or changes one. */
export function GroupEditor({ group, onClose }: { group: Group | null; onClose: () => void }) {
  const { t } = useTranslation('survey');
  const choices = useQuery(choicesQuery);
  if (choices.data) return <Editor group={group} choices={choices.data} onClose={onClose} />;
  return (
    <Modal open width={760} title={t('editor.title')} footer={null} onCancel={onClose}>
      {choices.isError ? (
        <PanelError error={choices.error} onRetry={() => void choices.refetch()} />
      ) : (
        <Skeleton lines={6} />
      )}
    </Modal>
  );
}

function Editor({ group, choices, onClose }: { group: Group | null; choices: Choices; onClose: () => void }) {
  const { t } = useTranslation(['survey', 'ui']);
  const client = useQueryClient();
  const problem = useProblemText();
  const offline = useOffline();
  const [draft, setDraft] = useState(() => (group ? draftOf(group) : blank));
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);

  const save = async () => {
    setBusy(true);
    setFailure(null);
    try {
      const made = groupOf(draft);
      await (group ? surveys.changeGroup(group.group_id, group.version, made) : surveys.addGroup(made));
      await client.invalidateQueries({ queryKey: keys.groups });
      onClose();
    } catch (error) {
      if (error instanceof ProblemError)
        setFaults(Object.fromEntries(error.errors.map(({ field, code }) => [field, code])));
      setFailure(problem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open
      width={760}
      title={t('editor.title')}
      okText={t('editor.save')}
      cancelText={t('ui:cancel')}
      okButtonProps={{
        ...okId,
        htmlType: 'submit',
        form: formId,
        loading: isBusy,
        disabled: offline !== null,
      }}
      onCancel={onClose}
    >
      {failure && <Alert type="error" showIcon title={failure} />}
      <Form data-popups id={formId} layout="vertical" className={styles.form} onFinish={() => void save()}>
        <GroupFields
          draft={draft}
          choices={choices}
          faults={faults}
          onChange={(change) => {
            setDraft({ ...draft, ...change });
            setFaults({});
          }}
        />
      </Form>
    </Modal>
  );
}
