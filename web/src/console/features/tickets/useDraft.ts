import { ProblemError } from '@shared/api/problem';
import { useEffect, useRef, useState } from 'react';
import { type Content, type Draft, saveDraft } from './api';

const PAUSE_MS = 1_000;

export type Saving = 'nothing' | 'unsaved' | 'saved' | 'failed' | 'conflict';

/** What is being written, saved on the server once the writer has paused for a second, and when he leaves. */
export function useDraft(slot: string, stored: Draft | null, initial: () => Content) {
  const [content, setContent] = useState<Content>(() => ({ ...initial(), ...stored?.content }));
  const [saving, setSaving] = useState<Saving>(stored ? 'saved' : 'nothing');
  const [theirs, setTheirs] = useState<Draft | null>(null);
  const version = useRef(stored?.version ?? 0);
  const unsaved = useRef<Content | null>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());

  const save = () => {
    queue.current = queue.current.then(async () => {
      const written = unsaved.current;
      if (!written) return;
      unsaved.current = null;
      try {
        version.current = (await saveDraft(slot, version.current, written)).version;
        if (!unsaved.current) setSaving('saved');
      } catch (error) {
        unsaved.current ??= written;
        const isConflict = error instanceof ProblemError && error.code === 'draft-changed';
        if (isConflict) setTheirs((error.facts.draft as unknown as Draft | null) ?? null);
        setSaving(isConflict ? 'conflict' : 'failed');
      }
    });
    return queue.current;
  };

  const latest = useRef(save);
  useEffect(() => {
    latest.current = save;
  });
  useEffect(() => {
    if (saving !== 'unsaved') return;
    unsaved.current = content;
    const timer = setTimeout(() => void latest.current(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [content, saving]);
  useEffect(() => () => void latest.current(), []);

  const change = (part: Partial<Content>) => {
    setContent((before) => ({ ...before, ...part }));
    if (saving !== 'conflict') setSaving('unsaved');
  };
  const resolve = (isMine: boolean) => {
    version.current = theirs?.version ?? 0;
    setTheirs(null);
    if (isMine) return setSaving('unsaved');
    unsaved.current = null;
    setContent({ ...initial(), ...theirs?.content });
    setSaving('saved');
  };
  /** Wait for what is on its way, and save nothing more: the ticket takes the draft with it. */
  const settle = async () => {
    unsaved.current = null;
    await queue.current;
  };
  const begin = () => {
    unsaved.current = null;
    version.current = 0;
    setContent(initial());
    setSaving('nothing');
  };
  return { content, change, saving, theirs, resolve, settle, begin };
}
