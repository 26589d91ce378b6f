import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useState } from 'react';
import { addQueue, changeQueue, keys, type Queue, type QueueSettings, queuesQuery } from './api';
import { type Draft, differences, draftOf, merge, settingsOf } from './draft';
import { type Faults, focusFirst, useFaults, without } from './faults';

const isStored = (queue: QueueSettings | Queue): queue is Queue => 'queue_id' in queue;

/** A queue while it is written: what is wrong with it, and what somebody else has made of it meanwhile. */
export function useQueueDraft(queue: QueueSettings | Queue, onSaved: () => void) {
  const queryClient = useQueryClient();
  const faultsOf = useFaults();
  const problem = useProblemText();
  const [base, setBase] = useState(queue);
  const [draft, setDraft] = useState(() => draftOf(queue));
  const [theirs, setTheirs] = useState<Queue | null>(null);
  const [faults, setFaults] = useState<Faults>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failures, countFailure] = useReducer((count: number) => count + 1, 0);

  const change = (settings: Partial<Draft>, field = Object.keys(settings)[0] ?? '') => {
    setDraft((before) => ({ ...before, ...settings }));
    setFaults((before) => without(before, field));
  };

  const fail = async (error: unknown) => {
    const isConflict = error instanceof ProblemError && error.code === 'routing-changed';
    if (isConflict && isStored(base)) {
      const fresh = await queryClient.fetchQuery({ ...queuesQuery, staleTime: 0 });
      const latest = fresh.find((each) => each.queue_id === base.queue_id);
      if (latest) return setTheirs(latest);
    }
    const found = faultsOf(error);
    setFaults(found);
    countFailure();
    setFailure(problem(error));
  };

  const save = async () => {
    setBusy(true);
    setFailure(null);
    setFaults({});
    try {
      const settings = settingsOf(draft);
      const stored = isStored(base)
        ? await changeQueue(base.queue_id, settings, base.version)
        : await addQueue(settings);
      queryClient.setQueryData(queuesQuery.queryKey, (before) => replaced(before ?? [], stored));
      void queryClient.invalidateQueries({ queryKey: keys.queues });
      onSaved();
    } catch (error) {
      await fail(error).catch((again) => setFailure(problem(again)));
    } finally {
      setBusy(false);
    }
  };

  /** Go on from what is stored now, with my changes on top of it or without them. */
  const settle = (isMineKept: boolean) => {
    if (!theirs) return;
    setDraft(isMineKept ? merge(base, draft, theirs) : draftOf(theirs));
    setBase(theirs);
    setTheirs(null);
    setFaults({});
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: to the first fault when a save has failed, not while faults are mended
  useEffect(() => focusFirst(faults), [failures]);

  const isDirty = differences(base, draft).length > 0;
  return { base, draft, change, save, settle, theirs, faults, failure, isBusy, isDirty };
}

function replaced(queues: Queue[], stored: Queue): Queue[] {
  const isKnown = queues.some((each) => each.queue_id === stored.queue_id);
  return isKnown
    ? queues.map((each) => (each.queue_id === stored.queue_id ? stored : each))
    : [...queues, stored];
}
