import { useProblemMessage } from '@console/useProblemMessage';
import { ProblemError } from '@shared/api/problem';
import type { Answers, Fault } from '@shared/forms/model';
import { check } from '@shared/forms/walk';
import { useQueryClient } from '@tanstack/react-query';
import { type RefObject, useEffect, useState } from 'react';
import { type Accepted, accept, type PublishedForm } from './api';
import { bodyOf } from './body';
import type { Subject } from './subject';
import type { useDraft } from './useDraft';

/** What is wrong with the ticket's own fields, by their names at the server. */
export type Faults = Record<string, string>;

/** Send what is written; mark what is missing or what the server refuses. */
export function useAcceptance(
  subject: Subject,
  draft: ReturnType<typeof useDraft>,
  form: PublishedForm | undefined,
  answers: Answers,
  box: RefObject<HTMLElement | null>,
) {
  const say = useProblemMessage();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const [accepted, setAccepted] = useState<Accepted | null>(null);
  const [errors, setErrors] = useState<{ faults: Faults; answerFaults: Fault[] }>({
    faults: {},
    answerFaults: [],
  });
  useEffect(() => {
    if (Object.keys(errors.faults).length === 0) return;
    const wrong = box.current?.querySelector('[data-wrong=true]');
    wrong?.querySelector<HTMLElement>('input, textarea')?.focus();
    wrong?.scrollIntoView?.({ block: 'nearest' });
  }, [box, errors]);
  const submit = async () => {
    if (isBusy) return;
    const missing = form && !draft.content.is_settled_now ? check(form.definition, answers) : [];
    const marked = missing.filter(({ code }) => code !== 'form-answer-unknown');
    setErrors({ faults: {}, answerFaults: marked });
    if (marked.length > 0) return;
    setBusy(true);
    try {
      await draft.settle();
      setAccepted(await accept(bodyOf({ ...draft.content, answers }, subject, form)));
      draft.begin();
      void client.invalidateQueries({ queryKey: ['tickets', 'duplicates'] });
      const customer = subject.customer?.customer_id;
      if (customer) void client.invalidateQueries({ queryKey: ['customer', customer] }); // it is open now
    } catch (error) {
      draft.change({}); // what was written is saved again
      if (error instanceof ProblemError && error.errors.length > 0) setErrors(sort(error.errors));
      say(error);
    } finally {
      setBusy(false);
    }
  };
  return { ...errors, isBusy, submit, accepted, next: () => setAccepted(null) };
}

function sort(errors: ProblemError['errors']) {
  const faults: Faults = {};
  const answerFaults: Fault[] = [];
  for (const { field, code } of errors) {
    if (field.startsWith('answers.')) answerFaults.push({ item: field.slice('answers.'.length), code });
    else faults[field] = code;
  }
  return { faults, answerFaults };
}
