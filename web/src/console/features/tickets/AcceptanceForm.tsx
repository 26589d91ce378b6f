import { FormFields } from '@console/forms/FormFields';
import type { Answers } from '@shared/forms/model';
import { prefill } from '@shared/forms/walk';
import { Panel } from '@shared/ui/Panel';
import { useDebounced } from '@shared/ui/useDebounced';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { type KeyboardEvent, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Content, type Draft, formQuery, prospectQuery, type Settings } from './api';
import { questionOf } from './body';
import { Conflict } from './Conflict';
import { Done } from './Done';
import { Duplicates } from './Duplicates';
import { Basics, Reply } from './Fields';
import { Outages, Sla } from './Outlook';
import { RegulatorFields } from './RegulatorFields';
import { blank, knownOf, type Subject } from './subject';
import styles from './tickets.module.css';
import { useAcceptance } from './useAcceptance';
import { useDraft } from './useDraft';
import { useOutageWords } from './useOutageWords';

interface AcceptanceFormProps {
  subject: Subject;
  settings: Settings;
  stored: Draft | null;
}

export function AcceptanceForm({ subject, settings, stored }: AcceptanceFormProps) {
  const { t } = useTranslation('tickets');
  const draft = useDraft(subject.slot, stored, () => blank(subject));
  const { content, change, saving } = draft;
  const category = settings.categories.find(({ code }) => code === content.category_code);
  const form = useQuery(formQuery(category?.form_code ?? ''));
  const prospect = useProspect(content, subject);
  const outages = prospect.data?.outages ?? [];
  const outage = useOutageWords();
  const facts = knownOf(subject, content, outages[0] ? outage(outages[0]) : '');
  const known = form.data ? prefill(form.data.definition, facts) : {};
  const answers = { ...known, ...content.answers };
  const box = useRef<HTMLDivElement>(null);
  const { faults, answerFaults, isBusy, submit, accepted, next } = useAcceptance(
    subject,
    draft,
    form.data,
    answers,
    box,
  );
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

  if (accepted) return <Done accepted={accepted} onNext={next} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears keys that its fields let through
    <div ref={box} className={styles.acceptance} onKeyDown={press} data-testid="acceptance-form">
      <Panel
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
            <Conflict mine={content} theirs={draft.theirs} settings={settings} onResolve={draft.resolve} />
          )}
          <Outages
            outages={outages}
            description={content.description}
            onUse={(said) => change({ description: [content.description, said].filter(Boolean).join('\n') })}
          />
          <Duplicates
            content={content}
            customerId={subject.customer?.customer_id ?? ''}
            onLink={(repeat_of) => change({ repeat_of })}
          />
          <Basics {...{ subject, content, settings, category, faults, change }}>
            {category && (
              <Sla
                prospect={prospect.data}
                isStale={prospect.isPlaceholderData}
                isFailed={prospect.failureCount > 0}
                limitH={category.limit_h}
              />
            )}
          </Basics>
          {content.kind === 'complaint' && (
            <RegulatorFields
              value={content.regulator}
              regulators={settings.regulators}
              faults={faults}
              onChange={(regulator) => change({ regulator })}
            />
          )}
          {form.data && (
            <FormFields
              definition={form.data.definition}
              answers={answers}
              faults={answerFaults}
              onChange={(now) => change({ answers: { ...emptied(known, now), ...now } })}
            />
          )}
          <Reply {...{ content, settings, category, faults, change }} />
        </div>
      </Panel>
    </div>
  );
}

/** What was known and has been cleared stays cleared. */
const emptied = (known: Answers, now: Answers) =>
  Object.fromEntries(Object.keys(known).flatMap((code) => (code in now ? [] : [[code, null]])));

/** What it would come to now; asked again when the writer has paused. */
function useProspect(content: Content, subject: Subject) {
  const asked = useDebounced(JSON.stringify(questionOf(content, subject)), 300);
  const question: Record<string, string> = JSON.parse(asked);
  const isEnough = Boolean(question.category_code || question.customer_id);
  return useQuery({ ...prospectQuery(question), enabled: isEnough });
}
