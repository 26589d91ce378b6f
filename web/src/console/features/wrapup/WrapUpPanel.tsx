import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import type { CallView, ResultNode } from '@shared/rt/events';
import { useDesk, useWrapUpUntil } from '@shared/rt/store';
import { Countdown } from '@shared/ui/Clock';
import { Panel } from '@shared/ui/Panel';
import { useBlocked } from '@shared/ui/useBlocked';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { Button, Cascader, Input, Select } from 'antd';
import { type ComponentProps, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { type Draft, useDraft } from './drafts';
import { useWrapUp } from './useWrapUp';
import styles from './wrapup.module.css';

/** What came of the call. Written during the call, submitted after it; turns amber when it is due. */
export function WrapUpPanel({ call }: { call: CallView }) {
  const { t } = useTranslation('wrapup');
  const [draft, change] = useDraft(call.call_id);
  const isDue = call.phase === 'wrap_up';
  const until = useWrapUpUntil(call);
  const blocked = useBlocked();
  const { submit, extend, isBusy, isResultMissing } = useWrapUp(call, draft);
  const canSubmit = isDue && !isResultMissing && blocked === null;
  const box = useFocusWhenDue(isDue);
  const isForemost = !useCan('ticket.handle') || isDue; // until then these keys lead to the acceptance form
  useHotkeys({
    'Ctrl+Enter': canSubmit && (() => void submit()),
    'Alt+4': isForemost && (() => focusFirst(box.current)),
  });

  return (
    <Panel
      id="wrap-up"
      className={styles.panel}
      tone={isDue ? 'amber' : 'plain'}
      title={t('title')}
      note={<Due isDue={isDue} until={until} />}
      footer={
        <>
          {isDue && until !== null && (
            <Button onClick={() => void extend()} data-testid="wrap-up-extend">
              {t('extend')}
            </Button>
          )}
          <span className={styles.hint}>{isDue && isResultMissing && t('resultMissing')}</span>
          <Button
            type="primary"
            loading={isBusy}
            disabled={!canSubmit}
            title={blocked ?? undefined}
            aria-keyshortcuts="Control+Enter"
            onClick={() => void submit()}
            data-testid="wrap-up-submit"
          >
            {t('submit')} <kbd className={styles.key}>Ctrl ↵</kbd>
          </Button>
        </>
      }
    >
      <div ref={box} className={styles.fields}>
        <Fields draft={draft} call={call} onChange={change} />
      </div>
    </Panel>
  );
}

function Due({ isDue, until }: { isDue: boolean; until: number | null }) {
  const { t } = useTranslation('wrapup');
  if (!isDue) return t('later');
  if (until === null) return t('now');
  return (
    <span data-testid="wrap-up-left">
      {t('left')} <Countdown untilMs={until} />
    </span>
  );
}

interface FieldsProps {
  draft: Draft;
  call: CallView;
  onChange: (change: Partial<Draft>) => void;
}

function Fields({ draft, call, onChange }: FieldsProps) {
  const { t } = useTranslation(['wrapup', 'ui']);
  const text = useText();
  const { results, reasons } = useDesk((desk) => desk.config);
  const ready = { value: 'ready', label: t('ui:state.ready') };
  const next = [ready, ...reasons.map(({ code, text: name }) => ({ value: code, label: text(name) }))];
  return (
    <>
      <label htmlFor="wrap-up-result">
        {t('result')}
        {call.result_required && <em>{t('required')}</em>}
      </label>
      <Cascader
        id="wrap-up-result"
        value={draft.resultPath}
        options={options(forQueue(results, call.queue?.id), text)}
        showSearch
        placeholder={t('resultHint')}
        notFoundContent={t('noResults')}
        onChange={(path) => onChange({ resultPath: (path ?? []).map(String) })}
        data-testid="wrap-up-result"
      />
      <label htmlFor="wrap-up-note">{t('note')}</label>
      <Input.TextArea
        id="wrap-up-note"
        className={styles.note}
        value={draft.note}
        maxLength={2000}
        placeholder={t('noteHint')}
        onChange={(event) => onChange({ note: event.target.value })}
        data-testid="wrap-up-note"
      />
      <label htmlFor="wrap-up-next">{t('next')}</label>
      <Select
        id="wrap-up-next"
        value={draft.next}
        options={next}
        onChange={(value) => onChange({ next: value })}
        data-testid="wrap-up-next"
      />
    </>
  );
}

/** Some results are only for one queue. */
function forQueue(nodes: ResultNode[], queueId: string | undefined): ResultNode[] {
  return nodes
    .filter((node) => !node.queue_id || node.queue_id === queueId)
    .map((node) => (node.children ? { ...node, children: forQueue(node.children, queueId) } : node));
}

type Options = ComponentProps<typeof Cascader>['options'];

function options(nodes: ResultNode[], text: ReturnType<typeof useText>): NonNullable<Options> {
  return nodes.map((node) => ({
    value: node.code,
    label: text(node.text),
    ...(node.children?.length ? { children: options(node.children, text) } : {}),
  }));
}

const focusFirst = (box: HTMLElement | null) => box?.querySelector<HTMLElement>('input, textarea')?.focus();

/** When the call ends the agent goes on to the result, unless he is writing already. */
function useFocusWhenDue(isDue: boolean) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const isWriting = document.activeElement?.matches('input, textarea');
    if (isDue && !isWriting) focusFirst(box.current);
  }, [isDue]);
  return box;
}
