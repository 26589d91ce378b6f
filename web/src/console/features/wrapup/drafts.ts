import { create } from 'zustand';

export interface Draft {
  resultPath: string[];
  note: string;
  /** `ready`, or the code of a reason for not ready. */
  next: string;
}

export const emptyDraft: Draft = { resultPath: [], note: '', next: 'ready' };

interface Drafts {
  byCall: Record<string, Draft>;
}

/** What the agent has written about each call so far; kept while he looks elsewhere, gone with the page. */
const useDrafts = create<Drafts>(() => ({ byCall: {} }));

export function useDraft(callId: string): [Draft, (change: Partial<Draft>) => void] {
  const draft = useDrafts((drafts) => drafts.byCall[callId] ?? emptyDraft);
  const change = (part: Partial<Draft>) =>
    useDrafts.setState(({ byCall }) => ({
      byCall: { ...byCall, [callId]: { ...emptyDraft, ...byCall[callId], ...part } },
    }));
  return [draft, change];
}

export function dropDraft(callId: string): void {
  useDrafts.setState(({ byCall: { [callId]: _done, ...byCall } }) => ({ byCall }));
}
