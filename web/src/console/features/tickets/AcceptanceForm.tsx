import { FormFields } from '@console/forms/FormFields';
import { useProblemMessage } from '@console/useProblemMessage';
import { ProblemError } from '@shared/api/problem';
import type { Answers, Fault } from '@shared/forms/model';
import { check, kept, prefill } from '@shared/forms/walk';
import { Panel } from '@shared/ui/Panel';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Typography } from 'antd';
import { type KeyboardEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { accept, type Content, type Draft, formQuery, type PublishedForm, type Settings } from './api';
import { Duplicates } from './Duplicates';
import { Basics, Reply } from './Fields';
import { blank, knownOf, type Subject } from './subject';
import styles from './tickets.module.css';
import { useDraft } from './useDraft';

interface AcceptanceFormProps {
  subject: Subject;
  settings: Settings;
  stored: Draft | null;
}

export type Faults = Record<string, string>;

export function AcceptanceForm({ subject, settings, stored }: AcceptanceFormProps) {
  const { t } = useTranslation('tickets');
  const draft = useDraft(subject.slot, stored, () => blank(subject));
  const { content, change, saving } = draft;
  const category = settings.categories.find(({ code }) => code === content.category_code);
  const form = useQuery(formQuery(category?.form_code ?? ''));
  const known = form.data ? prefill(form.data.definition, knownOf(subject, content)) : {};
  const answers = { ...known, ...content.answers };
  const { faults, answerFaults, isBusy, submit } = useAcceptance(subject, draft, form.data, answers);
  const box = useRef<HTMLDivElement>(null);
  useHotkeys({
    'Alt+4': subject.isForemost && (() => box.current?.querySelector<HTMLElement>('input')?.focus()),
  });
  const isReady =
    content.category_code !== '' && !(category?.form_code && !form.data) && saving !== 'conflict';

  const press = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation(); // inside the form these keys are not the wrap-up's
    if (isReady) void submit();
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears keys that its fields let through
    <div ref={box} className={styles.acceptance} onKeyDown={press} data-testid="acceptance-form">
      <Panel
        id="acceptance"
        title={t('accept.title')}
        note={saving !== 'nothing' && t(`saving.${saving}`)}
        footer={
          <Button
            type="primary"
            disabled={!isReady}
            loading={isBusy}
            aria-keyshortcuts="Control+Enter"
            onClick={() => void submit()}
            data-testid="acceptance-submit"
          >
            {t('accept.submit')}
          </Button>
        }
      >
        <div className={styles.fields}>
          {saving === 'conflict' && (
            <Alert
              type="warning"
              title={t('conflict.title')}
              action={
                <>
                  <Button size="small" onClick={() => draft.resolve(true)}>
                    {t('conflict.mine')}
                  </Button>
                  <Button size="small" onClick={() => draft.resolve(false)}>
                    {t('conflict.theirs')}
                  </Button>
                </>
              }
            />
          )}
          <Duplicates
            content={content}
            customerId={subject.customer?.customer_id ?? ''}
            onLink={(repeat_of) => change({ repeat_of })}
          />
          <Basics {...{ subject, content, settings, category, faults, change }} />
          {form.data && (
            <FormFields
              definition={form.data.definition}
              answers={answers}
              faults={answerFaults}
              onChange={(answers) => change({ answers })}
            />
          )}
          <Reply {...{ content, settings, category, faults, change }} />
        </div>
      </Panel>
    </div>
  );
}

/** Send what is written; mark what the server refuses. */
function useAcceptance(
  subject: Subject,
  draft: ReturnType<typeof useDraft>,
  form: PublishedForm | undefined,
  answers: Answers,
) {
  const { t } = useTranslation('tickets');
  const { message } = App.useApp();
  const say = useProblemMessage();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [errors, setErrors] = useState<{ faults: Faults; answerFaults: Fault[] }>({
    faults: {},
    answerFaults: [],
  });
  const submit = async () => {
    if (isBusy) return;
    const missing = form && !draft.content.is_settled_now ? check(form.definition, answers) : [];
    const marked = missing.filter(({ code }) => code !== 'form-answer-unknown');
    setErrors({ faults: {}, answerFaults: marked });
    if (marked.length > 0) return;
    setBusy(true);
    try {
      await draft.settle();
      const done = await accept(bodyOf({ ...draft.content, answers }, subject, form));
      draft.begin();
      void client.invalidateQueries({ queryKey: ['tickets', 'duplicates'] });
      message.success(
        <span>
          {t('accept.done')}{' '}
          <Typography.Text copyable data-testid="acceptance-number">
            {done.ticket_no}
          </Typography.Text>
        </span>,
        10,
      );
    } catch (error) {
      draft.change({}); // what was written is saved again
      if (error instanceof ProblemError && error.errors.length > 0) setErrors(sort(error.errors));
      say(error);
    } finally {
      setBusy(false);
    }
  };
  return { ...errors, isBusy, submit };
}

function sort(errors: ProblemError['errors']) {
  const faults: Faults = {};
  const answerFaults: Fault[] = [];
  for (const { field, code } of errors) {
    if (field.startsWith('answers.')) answerFaults.push({ item: field.slice('answers.'.length), code });
    else faults[field] = code;
  }
  const [first] = Object.keys(faults);
  if (first) document.getElementById(`ticket-${first.replaceAll('_', '-')}`)?.focus();
  return { faults, answerFaults };
}

function bodyOf(content: Content, subject: Subject, form: PublishedForm | undefined) {
  const { severity, repeat_of, caller_name, caller_number, answers, ...plain } = content;
  const customer = subject.customer?.customer_id;
  return {
    ...plain,
    origin: 'call',
    ...(subject.callId && { call_id: subject.callId }),
    draft_slot: subject.slot,
    ...(severity && { severity }),
    ...(repeat_of && { repeat_of }),
    ...(customer ? { customer_id: customer } : { caller_name, caller_number }),
    ...(form && { form_version: form.version, answers: kept(form.definition, answers) }),
  };
}
