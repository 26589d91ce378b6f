import { calls } from '@shared/api/commands';
import { useCan } from '@shared/perm/Can';
import type { CallView } from '@shared/rt/events';
import { useCall, useDesk } from '@shared/rt/store';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { type SurveyCase, surveys } from './api';

const HOLD_EVERY_MS = 180_000;
const RECORDED_AFTER_MS = 3_000;
const talking = ['connected', 'held', 'consulting', 'conference'];

const isLive = (call: CallView | null) => call !== null && call.phase !== 'ended' && call.phase !== 'wrap_up';

/** The customer's call, another call that takes precedence, and whether what is said is kept. */
export function useSurveyCall(survey: SurveyCase) {
  const call = useCall();
  const own = call && call.call_id === survey.call_id ? call : null;
  const other = call && isLive(call) && !own ? call : null;
  useHold(survey.case_id, isLive(own), other?.call_id ?? null);
  return { own: isLive(own) ? own : null, other, isRecordingLost: useRecording(own) };
}

/** Keep the case while its customer talks, and for longer while another call takes precedence. */
function useHold(caseId: string, isTalking: boolean, otherCallId: string | null) {
  useEffect(() => {
    if (!isTalking && otherCallId === null) return;
    const hold = () => void surveys.hold(caseId, otherCallId !== null).catch(() => undefined);
    if (otherCallId !== null) hold();
    const timer = setInterval(hold, HOLD_EVERY_MS);
    return () => clearInterval(timer);
  }, [caseId, isTalking, otherCallId]);
}

/** Ask for a recording when nobody else has, and tell when there is none. */
function useRecording(call: CallView | null): boolean {
  const mayRecord = useCan('recording.record');
  const [lost, setLost] = useState<string | null>(null);
  const asked = useRef<string | null>(null);
  const callId = call && talking.includes(call.phase) ? call.call_id : null;
  const isOff = callId !== null && call?.recording.state === 'off';
  useEffect(() => {
    if (!callId || !isOff) {
      setLost(null);
      return;
    }
    if (!mayRecord) return setLost(callId);
    if (asked.current !== callId) {
      asked.current = callId;
      calls.startRecording(callId).catch(() => setLost(callId));
    }
    const timer = setTimeout(() => setLost(callId), RECORDED_AFTER_MS);
    return () => clearTimeout(timer);
  }, [callId, isOff, mayRecord]);
  return callId !== null && lost === callId;
}

/** Go to the desk for the call that takes precedence, and come back when it is over. */
export function useDetour(): () => void {
  const router = useRouter();
  return () => {
    const stop = useDesk.subscribe(({ calls: known }) => {
      if (known.some((call) => call.phase !== 'ended')) return;
      stop();
      if (router.state.location.pathname === '/') void router.navigate({ to: '/survey' });
    });
    void router.navigate({ to: '/' });
  };
}
