import type { Answer } from '@shared/forms/model';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type SurveyCase, surveys } from './api';

const AFTER_MS = 400;

export type Saving = 'saved' | 'saving' | 'failed';

/**
 * The answers of a case: shown at once, saved one after the other. What the server has is only taken over when
 * another case, or nothing of ours, stands here.
 */
export function useAnswers(survey: SurveyCase, onSaved: (survey: SurveyCase) => void) {
  const [answers, setAnswers] = useState(survey.answers);
  const [saving, setSaving] = useState<Saving>('saved');
  const [error, setError] = useState<unknown>(null);
  const wanted = useRef<Record<string, Answer> | null>(null);
  const version = useRef(survey.version);
  const running = useRef<Promise<void> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const saved = useRef(onSaved);
  useEffect(() => {
    saved.current = onSaved;
  });
  if (survey.version > version.current) version.current = survey.version;

  const work = useCallback(async () => {
    while (wanted.current) {
      const now = wanted.current;
      wanted.current = null;
      try {
        const after = await surveys.save(survey.case_id, version.current, now);
        version.current = after.version;
        setError(null);
        saved.current(after);
      } catch (caught) {
        setError(caught);
        setSaving('failed');
        return;
      }
    }
    setSaving('saved');
  }, [survey.case_id]);

  const flush = useCallback(async () => {
    clearTimeout(timer.current);
    running.current = (running.current ?? Promise.resolve()).then(work);
    await running.current;
  }, [work]);

  useEffect(() => () => clearTimeout(timer.current), []);

  const change = (next: Record<string, Answer>) => {
    setAnswers(next);
    wanted.current = next;
    setSaving('saving');
    clearTimeout(timer.current);
    timer.current = setTimeout(() => void flush(), AFTER_MS);
  };
  return { answers, change, flush, saving, error, version };
}
