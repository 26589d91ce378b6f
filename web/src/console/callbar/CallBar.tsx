import type { CallView } from '@shared/rt/events';
import { useCall, useDesk } from '@shared/rt/store';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { CallClock } from './CallClock';
import { Caller } from './Caller';
import { CallFacts } from './CallFacts';
import { Consultation, Parties } from './Consultation';
import { Controls } from './Controls';
import styles from './callbar.module.css';
import { IdleBar } from './IdleBar';
import { Monitored, Monitoring } from './Monitoring';
import { Ringing } from './Ringing';

/** The telephone of the desk: who is on the line, for how long, and what can be done. Depends on no other feature. */
export function CallBar() {
  const { t } = useTranslation('callbar');
  const call = useCall();
  const state = useDesk((desk) => desk.agent?.state ?? 'null');
  const bar = useFocusKept(call?.phase);
  useHotkeys({ 'Alt+2': () => bar.current?.focus() });
  return (
    <section
      ref={bar}
      id="call-bar"
      tabIndex={-1}
      className={styles.bar}
      data-phase={call?.phase ?? 'idle'}
      data-state={state}
      data-testid="call-bar"
      aria-label={t('label')}
    >
      {call ? <OnCall call={call} /> : <IdleBar />}
    </section>
  );
}

function OnCall({ call }: { call: CallView }) {
  return (
    <>
      <div className={styles.row}>
        <CallClock call={call} />
        <Caller call={call} />
        <CallFacts call={call} />
        <Actions call={call} />
      </div>
      {call.consultation && <Consultation call={call} consultation={call.consultation} />}
      {call.phase === 'conference' && <Parties call={call} />}
      {call.monitors.length > 0 && <Monitored call={call} />}
    </>
  );
}

function Actions({ call }: { call: CallView }) {
  if (call.phase === 'ringing') return <Ringing call={call} />;
  if (call.monitoring) return <Monitoring call={call} own={call.monitoring} />;
  return <Controls key={call.call_id} call={call} />;
}

/** Controls come and go with the phase; focus that would fall to the page stays in the bar. */
function useFocusKept(phase: string | undefined) {
  const bar = useRef<HTMLElement>(null);
  const hadFocus = useRef(false);
  useEffect(() => {
    const note = () => {
      hadFocus.current = bar.current?.contains(document.activeElement) ?? false;
    };
    addEventListener('focusin', note);
    return () => removeEventListener('focusin', note);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: to be looked at again whenever the phase changes
  useEffect(() => {
    if (hadFocus.current && document.activeElement === document.body) bar.current?.focus();
  }, [phase]);
  return bar;
}
