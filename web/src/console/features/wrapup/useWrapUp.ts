import { useProblemMessage } from '@console/useProblemMessage';
import { calls } from '@shared/api/commands';
import { serverNow } from '@shared/rt/clock';
import type { CallView } from '@shared/rt/events';
import { useWrapUpUntil } from '@shared/rt/store';
import { useEffect, useRef, useState } from 'react';
import { type Draft, dropDraft } from './drafts';

/** What is written is submitted this long before the time runs out, so that it is not lost. */
const SAVE_BEFORE_END_MS = 1_500;

export function useWrapUp(call: CallView, draft: Draft) {
  const say = useProblemMessage();
  const [isBusy, setBusy] = useState(false);
  const resultCode = draft.resultPath.at(-1) ?? null;
  const isResultMissing = call.result_required && resultCode === null;

  const submit = async () => {
    if (isBusy) return;
    setBusy(true);
    try {
      const isReady = draft.next === 'ready';
      await calls.wrapUp(call.call_id, {
        result_code: resultCode,
        note: draft.note.trim(),
        next_state: isReady ? 'ready' : 'not_ready',
        ...(isReady ? {} : { reason: draft.next }),
      });
      dropDraft(call.call_id);
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };

  const isWorthSaving = !isResultMissing && (resultCode !== null || draft.note.trim() !== '');
  useSaveBeforeEnd(call, isWorthSaving, submit);
  return { submit, extend: () => calls.extendWrapUp(call.call_id).catch(say), isBusy, isResultMissing };
}

function useSaveBeforeEnd(call: CallView, isWorthSaving: boolean, submit: () => Promise<void>): void {
  const untilMs = useWrapUpUntil(call);
  const latest = useRef(submit);
  useEffect(() => {
    latest.current = submit;
  });
  useEffect(() => {
    if (call.phase !== 'wrap_up' || untilMs === null || !isWorthSaving) return;
    const timer = setTimeout(
      () => void latest.current(),
      Math.max(0, untilMs - serverNow() - SAVE_BEFORE_END_MS),
    );
    return () => clearTimeout(timer);
  }, [call.phase, untilMs, isWorthSaving]);
}
