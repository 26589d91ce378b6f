import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import type { Purpose } from '@shared/forms/model';
import type { Text } from '@shared/rt/events';
import { shortTime } from '@shared/ui/format';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Form as AntForm, App, Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formsQuery, publishDraft, renameForm, rollBack, versionsQuery } from './api';
import styles from './forms.module.css';
import { NameAndPurpose } from './NewForm';
import type { FormDraft } from './useFormDraft';

interface DialogProps {
  draft: FormDraft;
  onClose: () => void;
}

const publishOk = { 'data-testid': 'publish-ok' };

/** Publish with a note for those who come after. */
export function PublishDialog({ draft, onClose }: DialogProps) {
  const { t } = useTranslation(['forms', 'ui']);
  const problem = useProblemText();
  const queryClient = useQueryClient();
  const { message } = App.useApp();
  const { form } = draft;
  const [note, setNote] = useState('');
  const hasProblems = draft.problems.length > 0;
  const publish = useMutation({
    mutationFn: () => publishDraft(form.code, draft.base(), note),
    onSuccess: ({ version }) => {
      draft.renamed({ ...form, live_version: version, is_draft_new: false });
      void queryClient.invalidateQueries({ queryKey: versionsQuery(form.code).queryKey });
      void message.success(t('version.published', { version }));
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('version.publishTitle', { version: form.live_version + 1 })}
      okText={t('version.publish')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ loading: publish.isPending, disabled: hasProblems, ...publishOk }}
      onOk={() => publish.mutate()}
      onCancel={onClose}
    >
      <p>{t('version.publishHint')}</p>
      <label htmlFor="publish-note">{t('version.note')}</label>
      <Input.TextArea
        id="publish-note"
        autoFocus
        maxLength={200}
        rows={3}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {(hasProblems || publish.error) && (
        <p role="alert" className={styles.failure}>
          {hasProblems ? t('version.blockedProblems') : problem(publish.error)}
        </p>
      )}
    </Modal>
  );
}

/** The published versions; any of them can be taken into the draft again. */
export function VersionsDialog({ draft, onClose }: DialogProps) {
  const { t } = useTranslation('forms');
  const problem = useProblemText();
  const queryClient = useQueryClient();
  const { form } = draft;
  const versions = useQuery(versionsQuery(form.code));
  const back = useMutation({
    mutationFn: async (version: number) => {
      if (!(await draft.save())) throw new ProblemError({ status: 409, code: 'form-changed' });
      return rollBack(form.code, draft.base(), version);
    },
    onSuccess: (fresh) => {
      draft.adopt(fresh);
      void queryClient.invalidateQueries({ queryKey: formsQuery.queryKey });
      onClose();
    },
  });
  return (
    <Modal open title={t('version.historyTitle')} footer={null} width={640} onCancel={onClose}>
      {versions.isError && <PanelError error={versions.error} onRetry={() => void versions.refetch()} />}
      {versions.isPending && <Skeleton lines={4} />}
      {versions.data?.length === 0 && <p>{t('version.none')}</p>}
      {back.error && (
        <p role="alert" className={styles.failure}>
          {problem(back.error)}
        </p>
      )}
      <ol className={styles.versions}>
        {versions.data?.map(({ version, note, published_by_name, published_at_ms }) => (
          <li key={version} data-testid={`version-${version}`}>
            <b>{version}</b>
            <span>
              {note || <i>{t('version.noNote')}</i>}
              <small>
                {t('version.author', {
                  name: published_by_name || t('system'),
                  at: shortTime(published_at_ms),
                })}
                {version === form.live_version && ` · ${t('version.current')}`}
              </small>
            </span>
            <Button size="small" loading={back.isPending} onClick={() => back.mutate(version)}>
              {t('version.rollBack')}
            </Button>
          </li>
        ))}
      </ol>
    </Modal>
  );
}

interface Settings {
  name: Text;
  purpose: Purpose;
}

/** Give the form another name or purpose; that is live at once. */
export function SettingsDialog({ draft, onClose }: DialogProps) {
  const { t } = useTranslation(['forms', 'ui']);
  const problem = useProblemText();
  const { form } = draft;
  const rename = useMutation({
    mutationFn: async ({ name, purpose }: Settings) => {
      if (!(await draft.save())) throw new ProblemError({ status: 409, code: 'form-changed' });
      return renameForm(form.code, draft.base(), name, purpose);
    },
    onSuccess: (renamed) => {
      draft.renamed(renamed);
      onClose();
    },
  });
  return (
    <Modal
      open
      title={t('settings')}
      okText={t('save')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ loading: rename.isPending, htmlType: 'submit', form: 'form-settings' }}
      onCancel={onClose}
    >
      <AntForm<Settings>
        id="form-settings"
        name="form-settings"
        data-popups
        layout="vertical"
        requiredMark={false}
        initialValues={{ name: form.name, purpose: form.purpose }}
        onFinish={(settings) => rename.mutate(settings)}
      >
        <NameAndPurpose />
        {rename.error && (
          <p role="alert" className={styles.failure}>
            {problem(rename.error)}
          </p>
        )}
      </AntForm>
    </Modal>
  );
}
