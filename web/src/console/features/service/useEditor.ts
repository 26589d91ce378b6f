import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { useOffline } from '@shared/ui/useBlocked';
import { useState } from 'react';
import { useLeaveGuard } from '../routing/useLeaveGuard';

/** What is edited, in the version that was read; 0 is a new one. */
export interface Versioned<Draft> {
  draft: Draft;
  version: number;
}

interface Options<Draft> {
  base: Versioned<Draft>;
  send: (draft: Draft, version: number) => Promise<unknown>;
  /** Read the list again; tells how this one stands now, or null when it is not there any more. */
  reload: () => Promise<Versioned<Draft> | null>;
  onClose: () => void;
}

/** Why it was not saved; `faults` say what is wrong at which field, `hints` the same in one line. */
export interface Failure {
  words: string;
  code: string;
  hints: string[];
  faults: { field: string; code: string }[];
}

export type Editor<Draft> = ReturnType<typeof useEditor<Draft>>;

/** A draft of something versioned: saved, refused in words, or put beside what somebody else has saved meanwhile. */
export function useEditor<Draft>({ base: first, send, reload, onClose }: Options<Draft>) {
  const problem = useProblemText();
  const offline = useOffline();
  const [base, setBase] = useState(first);
  const [draft, setDraft] = useState(first.draft);
  const [theirs, setTheirs] = useState<Versioned<Draft> | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [isBusy, setBusy] = useState(false);
  const isDirty = JSON.stringify(draft) !== JSON.stringify(base.draft);
  const mayLeave = useLeaveGuard(isDirty && !isBusy);

  const save = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await send(draft, base.version);
      await reload();
      onClose();
    } catch (error) {
      const isChanged = error instanceof ProblemError && error.code.endsWith('-changed');
      const latest = isChanged ? await reload().catch(() => null) : null;
      setTheirs(latest);
      if (!latest) setFailure({ words: problem(error), ...said(error) });
    } finally {
      setBusy(false);
    }
  };
  return {
    draft,
    isNew: base.version === 0,
    set: (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part })),
    failure,
    theirs,
    /** Keep mine on top of theirs, or take theirs. */
    settle: (isMineKept: boolean) => {
      if (!theirs) return;
      setBase(theirs);
      if (!isMineKept) setDraft(theirs.draft);
      setTheirs(null);
    },
    save,
    isBusy,
    maySave: isDirty && !isBusy && theirs === null && offline === null,
    close: async () => {
      if (await mayLeave()) onClose();
    },
  };
}

/** What the server says beside the code: where it hurts, or its reasons. */
function said(error: unknown): Omit<Failure, 'words'> {
  if (!(error instanceof ProblemError)) return { code: '', hints: [], faults: [] };
  const { problems } = error.facts as { problems?: unknown };
  const reasons = Array.isArray(problems) ? problems.map(String) : error.errors.map(({ field }) => field);
  return { code: error.code, hints: reasons.slice(0, 5), faults: error.errors };
}
