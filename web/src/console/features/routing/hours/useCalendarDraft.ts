import { ProblemError } from '@shared/api/problem';
import { useProblemText } from '@shared/api/useProblemText';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useReducer, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Faults, focusFirst, useFaults, without } from '../faults';
import {
  addCalendar,
  type Calendar,
  type CalendarSettings,
  calendarsQuery,
  changeCalendar,
  keys,
} from './api';
import { type Draft, differences, draftOf, faultsIn, merge, settingsOf } from './draft';

export const isStored = (calendar: CalendarSettings | Calendar): calendar is Calendar =>
  'calendar_id' in calendar;

/** A calendar while it is written: what is wrong with it, and what somebody else has made of it meanwhile. */
export function useCalendarDraft(calendar: CalendarSettings | Calendar, onSaved: () => void) {
  const { t } = useTranslation('hours');
  const queryClient = useQueryClient();
  const faultsOf = useFaults();
  const problem = useProblemText();
  const [base, setBase] = useState(calendar);
  const [draft, setDraft] = useState(() => draftOf(calendar));
  const [theirs, setTheirs] = useState<Calendar | null>(null);
  const [refused, setRefused] = useState<Faults>({});
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [failures, countFailure] = useReducer((count: number) => count + 1, 0);

  // times and dates are judged while they are typed; what only the server knows stands until it is changed
  const own = Object.fromEntries(
    Object.entries(faultsIn(draft)).map(([field, code]) => [field, t(`fault.${code}`)]),
  );
  const faults: Faults = { ...refused, ...own };

  const change = (settings: Partial<Draft>, field = Object.keys(settings)[0] ?? '') => {
    setDraft((before) => ({ ...before, ...settings }));
    setRefused((before) => without(before, field));
  };

  const fail = async (error: unknown) => {
    if (error instanceof ProblemError && error.code === 'routing-changed' && isStored(base)) {
      const fresh = await queryClient.fetchQuery({ ...calendarsQuery, staleTime: 0 });
      const latest = fresh.find((each) => each.calendar_id === base.calendar_id);
      if (latest) return setTheirs(latest);
    }
    setRefused(faultsOf(error));
    countFailure();
    setFailure(problem(error));
  };

  const save = async () => {
    if (Object.keys(own).length > 0) {
      setFailure(t('fault.mend'));
      countFailure();
      return;
    }
    setBusy(true);
    setFailure(null);
    setRefused({});
    try {
      const settings = settingsOf(draft);
      await (isStored(base)
        ? changeCalendar(base.calendar_id, settings, base.version)
        : addCalendar(settings));
      await queryClient.invalidateQueries({ queryKey: keys.calendars });
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
    setFailure(null);
  };

  // biome-ignore lint/correctness/useExhaustiveDependencies: to the first fault when a save has failed, not while faults are mended
  useEffect(() => {
    if (failures > 0) focusFirst(faults);
  }, [failures]);

  // what is wrong has been typed, even where nothing of it could be sent
  const isDirty = differences(base, settingsOf(draft)).length > 0 || Object.keys(own).length > 0;
  return { base, draft, change, save, settle, theirs, faults, failure, isBusy, isDirty };
}
