import { ProblemError } from '@shared/api/problem';
import type { Definition } from '@shared/forms/model';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type Draft, draftQuery, type Form, formsQuery, type Problem, saveDraft, type Theirs } from './api';

export const AUTOSAVE_MS = 3000;

export type Saving = 'saved' | 'dirty' | 'busy' | 'failed' | 'conflict';

/** A draft while it is written: saved by itself after a pause, one save at a time, and never over somebody else's. */
export function useFormDraft(loaded: Draft, autosaveMs = AUTOSAVE_MS) {
  const queryClient = useQueryClient();
  const { code } = loaded.form;
  const [form, setForm] = useState(loaded.form);
  const [definition, setDefinition] = useState(loaded.definition);
  const [problems, setProblems] = useState<Problem[]>(loaded.problems);
  const [saving, setSaving] = useState<Saving>('saved');
  const [failure, setFailure] = useState<unknown>(null);
  const [theirs, setTheirs] = useState<Theirs | null>(null);
  const kept = useRef({
    base: loaded.form.draft_version,
    stored: loaded.definition,
    written: loaded.definition,
  });
  const running = useRef<Promise<boolean> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const isHeld = useRef(false);

  const save = useCallback(async (): Promise<boolean> => {
    clearTimeout(timer.current);
    while (running.current) await running.current; // several may wait; each looks again before it goes on
    if (isHeld.current) return false;
    if (kept.current.written === kept.current.stored) return true;
    const sent = kept.current.written;
    setSaving('busy');
    running.current = saveDraft(code, kept.current.base, sent).then(
      (saved) => {
        kept.current.base = saved.draft_version;
        kept.current.stored = sent;
        setForm((before) => ({ ...before, draft_version: saved.draft_version, is_draft_new: true }));
        setProblems(saved.problems);
        setSaving(kept.current.written === sent ? 'saved' : 'dirty');
        void queryClient.invalidateQueries({ queryKey: formsQuery.queryKey });
        return true;
      },
      (error: unknown) => {
        const isConflict = error instanceof ProblemError && error.code === 'form-changed';
        if (isConflict) {
          isHeld.current = true;
          setTheirs(error.facts as unknown as Theirs);
        } else setFailure(error);
        setSaving(isConflict ? 'conflict' : 'failed');
        return false;
      },
    );
    const isDone = await running.current;
    running.current = null;
    return isDone;
  }, [code, queryClient]);

  const change = useCallback(
    (next: Definition | ((before: Definition) => Definition)) => {
      const written = typeof next === 'function' ? next(kept.current.written) : next;
      kept.current.written = written;
      setDefinition(written);
      if (isHeld.current) return;
      setSaving((before) => (before === 'busy' ? before : 'dirty'));
      clearTimeout(timer.current);
      timer.current = setTimeout(() => void save(), autosaveMs);
    },
    [save, autosaveMs],
  );

  /** Take what the server has now, as after a roll-back. */
  const adopt = useCallback((draft: Draft) => {
    clearTimeout(timer.current);
    kept.current = { base: draft.form.draft_version, stored: draft.definition, written: draft.definition };
    setForm(draft.form);
    setDefinition(draft.definition);
    setProblems(draft.problems);
    setSaving('saved');
  }, []);

  /** Go on after a conflict: with theirs, or with mine over theirs. */
  const settle = async (isMineKept: boolean) => {
    if (!theirs) return;
    if (!isMineKept) {
      const fresh = await queryClient.fetchQuery({ ...draftQuery(code), staleTime: 0 }).catch(setFailure);
      if (!fresh) return setSaving('failed');
      adopt(fresh);
    }
    isHeld.current = false;
    setTheirs(null);
    if (!isMineKept) return;
    kept.current.base = theirs.draft_version;
    kept.current.stored = theirs.draft;
    await save();
  };

  const renamed = (next: Form) => {
    kept.current.base = next.draft_version;
    setForm(next);
    void queryClient.invalidateQueries({ queryKey: formsQuery.queryKey });
  };

  /** The version that the next change builds upon. */
  const base = () => kept.current.base;

  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => {
      if (kept.current.written !== kept.current.stored && !navigator.webdriver) event.preventDefault();
    };
    addEventListener('beforeunload', warn);
    return () => {
      removeEventListener('beforeunload', warn);
      if (kept.current.written !== kept.current.stored) void save();
    };
  }, [save]);

  return { form, definition, problems, saving, failure, theirs, change, save, adopt, settle, renamed, base };
}

export type FormDraft = ReturnType<typeof useFormDraft>;
