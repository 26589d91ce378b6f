import { ArrowLeftOutlined, MoreOutlined } from '@ant-design/icons';
import { useProblemText } from '@shared/api/useProblemText';
import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Dropdown } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { versionsQuery } from './api';
import { PublishDialog, SettingsDialog, VersionsDialog } from './dialogs';
import styles from './forms.module.css';
import { downloadJson, readJson } from './json';
import type { FormDraft } from './useFormDraft';

interface VersionBarProps {
  draft: FormDraft;
  onBack: () => void;
}

/** What is live, what is written, and how the one becomes the other. */
export function VersionBar({ draft, onBack }: VersionBarProps) {
  const { t } = useTranslation('forms');
  const text = useText();
  const problem = useProblemText();
  const { message } = App.useApp();
  const offline = useOffline();
  const file = useRef<HTMLInputElement>(null);
  const [open, setOpen] = useState<'publish' | 'versions' | 'settings' | null>(null);
  const { form, saving } = draft;
  const versions = useQuery(versionsQuery(form.code));
  const live = versions.data?.find((each) => each.version === form.live_version);
  const isSettled = saving === 'saved';
  const blocked =
    offline ??
    (draft.theirs
      ? t('version.blockedConflict')
      : isSettled && draft.problems.length > 0
        ? t('version.blockedProblems')
        : isSettled && !form.is_draft_new
          ? t('version.blockedUnchanged')
          : null);
  const close = () => setOpen(null);
  const take = async (chosen: File | undefined) => {
    if (!chosen) return;
    try {
      draft.change(await readJson(chosen));
      void message.success(t('json.imported'));
    } catch (error) {
      void message.error(problem(error));
    }
  };
  return (
    <header className={styles.bar}>
      <Button
        type="text"
        size="small"
        icon={<ArrowLeftOutlined />}
        aria-label={t('back')}
        title={t('back')}
        onClick={() => void draft.save().then((isSaved) => isSaved && onBack())}
      />
      <h2>{text(form.name)}</h2>
      <code>{form.code}</code>
      <span className={styles.live} data-live={form.live_version > 0}>
        {form.live_version > 0 ? t('version.live', { version: form.live_version }) : t('version.never')}
        {live && (
          <small>
            {t('version.author', {
              name: live.published_by_name || t('system'),
              at: shortTime(live.published_at_ms),
            })}
          </small>
        )}
      </span>
      <span className={styles.grow} />
      <SavingWords draft={draft} />
      <Button size="small" onClick={() => setOpen('versions')}>
        {t('version.history')}
      </Button>
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'settings', label: t('settings') },
            { key: 'export', label: t('json.export') },
            { key: 'import', label: t('json.import') },
          ],
          onClick: ({ key }) => {
            if (key === 'settings') setOpen('settings');
            if (key === 'export') downloadJson(form.code, draft.definition);
            if (key === 'import') file.current?.click();
          },
        }}
      >
        <Button size="small" icon={<MoreOutlined />} aria-label={t('more')} title={t('more')} />
      </Dropdown>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={t('json.import')}
        data-testid="json-file"
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = '';
        }}
      />
      <Button
        size="small"
        type="primary"
        disabled={blocked !== null}
        title={blocked ?? undefined}
        onClick={() => void draft.save().then((isSaved) => isSaved && setOpen('publish'))}
        data-testid="form-publish"
      >
        {t('version.publish')}
      </Button>
      {open === 'publish' && <PublishDialog draft={draft} onClose={close} />}
      {open === 'versions' && <VersionsDialog draft={draft} onClose={close} />}
      {open === 'settings' && <SettingsDialog draft={draft} onClose={close} />}
    </header>
  );
}

function SavingWords({ draft }: { draft: FormDraft }) {
  const { t } = useTranslation('forms');
  const problem = useProblemText();
  const { saving } = draft;
  if (saving === 'conflict') return null;
  if (saving === 'failed')
    return (
      <span role="alert" className={styles.saving} data-saving={saving}>
        {t('saving.failed', { reason: problem(draft.failure) })}
        <Button size="small" type="link" onClick={() => void draft.save()}>
          {t('saving.retry')}
        </Button>
      </span>
    );
  return (
    <span role="status" className={styles.saving} data-saving={saving} data-testid="saving">
      {t(`saving.${saving}`)}
    </span>
  );
}
