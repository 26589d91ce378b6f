import { useLeaveGuard } from '@console/features/routing/useLeaveGuard';
import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { useOffline } from '@shared/ui/useBlocked';
import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addTemplate, changeTemplate, type Draft, keys, removeTemplate, type Template } from './api';
import { Field } from './Field';
import styles from './messages.module.css';
import { TemplatePreview } from './TemplatePreview';

const blank: Draft = { code: '', name: { 'zh-CN': '', en: '' }, text: { 'zh-CN': '', en: '' }, version: 1 };
const draftOf = (template: Template | null): Draft =>
  template
    ? { code: template.code, name: template.name, text: template.text, version: template.version }
    : blank;
const languages = ['zh-CN', 'en'] as const;
const faults = [
  'code-malformed',
  'words-missing',
  'placeholder-malformed',
  'placeholders-differ',
  'message-too-long',
] as const;

/** The placeholders of some words, in their order. */
export const placeholdersIn = (text: string): string[] => [
  ...new Set([...text.matchAll(/\{([a-z][a-z0-9_]*)\}/g)].map(([, name = '']) => name)),
];

/** A template in both languages side by side, with how it will be sent below. */
export function TemplateEditor({ template, onClose }: { template: Template | null; onClose: () => void }) {
  const { t } = useTranslation(['messages', 'ui']);
  const client = useQueryClient();
  const problem = useProblemText();
  const offline = useOffline();
  const [draft, setDraft] = useState<Draft>(() => draftOf(template));
  const [values, setValues] = useState<Record<string, string>>({});
  const [failure, setFailure] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(draftOf(template));
  const mayLeave = useLeaveGuard(isDirty && !isBusy);
  const names = placeholdersIn(languages.map((language) => draft.text[language]).join(' '));

  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setFailure(null);
    try {
      await work();
      await client.invalidateQueries({ queryKey: keys.templates });
      onClose();
    } catch (error) {
      setFailure(error);
      setBusy(false);
    }
  };
  const faultOf = (field: string) => {
    const all = failure instanceof ProblemError ? failure.errors : [];
    const code = faults.find((each) => each === all.find((fault) => fault.field === field)?.code);
    return code && <small className={styles.fault}>{t(`template.fault.${code}`)}</small>;
  };

  return (
    <Modal
      open
      width={900}
      style={{ top: 40 }}
      title={t(template ? 'template.change' : 'template.add')}
      onCancel={async () => (await mayLeave()) && onClose()}
      footer={
        <>
          {template && (
            <Popconfirm
              title={t('template.removeTitle')}
              description={t('template.removeHint')}
              okText={t('template.remove')}
              cancelText={t('ui:cancel')}
              onConfirm={() => run(() => removeTemplate(template))}
            >
              <Button danger disabled={isBusy} className={styles.remove}>
                {t('template.remove')}
              </Button>
            </Popconfirm>
          )}
          <Button onClick={async () => (await mayLeave()) && onClose()}>{t('ui:cancel')}</Button>
          <Button
            type="primary"
            loading={isBusy}
            disabled={!isDirty || offline !== null}
            onClick={() => void run(() => (template ? changeTemplate(draft) : addTemplate(draft)))}
            data-testid="template-save"
          >
            {t('template.save')}
          </Button>
        </>
      }
    >
      <form className={styles.editor} onSubmit={(event) => event.preventDefault()}>
        {failure !== null && <Alert type="error" showIcon title={problem(failure)} />}
        {!template && (
          <Field label={t('template.code')} fault={faultOf('code')}>
            <Input
              value={draft.code}
              placeholder="order-assigned"
              onChange={({ target }) => setDraft({ ...draft, code: target.value })}
              data-testid="template-code"
            />
          </Field>
        )}
        <div className={styles.both}>
          {languages.map((language) => (
            <fieldset key={language} className={styles.field}>
              <legend>{t(`template.in.${language}`)}</legend>
              <Field label={t('template.name')} fault={faultOf(`name.${language}`)}>
                <Input
                  value={draft.name[language]}
                  onChange={({ target }) =>
                    setDraft({ ...draft, name: { ...draft.name, [language]: target.value } })
                  }
                  data-testid={`template-name-${language}`}
                />
              </Field>
              <Field label={t('template.words')} fault={faultOf(`text.${language}`)}>
                <Input.TextArea
                  rows={5}
                  lang={language}
                  value={draft.text[language]}
                  onChange={({ target }) =>
                    setDraft({ ...draft, text: { ...draft.text, [language]: target.value } })
                  }
                  data-testid={`template-text-${language}`}
                />
              </Field>
              <TemplatePreview text={draft.text[language]} values={values} language={language} />
            </fieldset>
          ))}
        </div>
        {faultOf('text')}
        {names.length > 0 && (
          <fieldset className={styles.samples}>
            <legend>{t('template.samples')}</legend>
            {names.map((name) => (
              <Field key={name} label={`{${name}}`}>
                <Input
                  value={values[name] ?? ''}
                  onChange={({ target }) => setValues({ ...values, [name]: target.value })}
                />
              </Field>
            ))}
          </fieldset>
        )}
        <small>{t('template.hint')}</small>
      </form>
    </Modal>
  );
}
