import { setCsrfToken, whenSessionLost } from '@shared/api/client';
import { desk } from '@shared/api/commands';
import { ProblemError } from '@shared/api/problem';
import { fetchTicket, type Me, useSessionLost } from '@shared/api/session';
import { PhoneController } from '@shared/phone/controller';
import { usePhone } from '@shared/phone/store';
import type { ClientFrame } from '@shared/rt/events';
import { isSignedOn } from '@shared/rt/reducer';
import { RealtimeSocket } from '@shared/rt/socket';
import { applyFrames, attachSocket, forgetDesk, setConnection, tell, useDesk } from '@shared/rt/store';
import { useEffect, useRef } from 'react';
import { passScreenFrame } from './features/screen/frames';
import { useProblemMessage } from './useProblemMessage';

/** This page as the server knows it; a reload is a new page. */
export const pageId = crypto.randomUUID();

let isLogOnDue = false;

/** Whoever has just logged in wants to work: sign in at the desk as soon as it is connected. */
export function logOnAfterLogin(): void {
  isLogOnDue = true;
}

let controller: PhoneController | null = null;

export const phone = {
  answer: () => controller?.answer(),
  setMuted: (isMuted: boolean) => controller?.setMuted(isMuted),
  retry: () => controller?.retry(),
  takeOver: async () => {
    controller?.takeOver();
    await desk.takeOver(pageId);
  },
};

/** Connect this page: the WebSocket, and the telephone if the person is an agent. Returns how to resume after a new log-in. */
export function useRuntime(me: Me): () => void {
  const say = useProblemMessage();
  const socket = useRef<RealtimeSocket | null>(null);
  const agentId = me.agent?.id ?? null;

  useEffect(() => {
    const opened = new RealtimeSocket({
      ticket: fetchTicket,
      pageId,
      greeting,
      onConnection: setConnection,
      onFrames: (frames, receivedAt) => {
        applyFrames(frames, receivedAt);
        for (const frame of frames) {
          passScreenFrame(frame);
          if (frame.t === 'session_expired') lose();
          if (frame.t === 'notice') say(new ProblemError({ status: 0, ...frame.d }));
        }
      },
    });
    const lose = () => {
      useSessionLost.setState({ isLost: true });
      opened.pause();
    };
    socket.current = opened;
    controller = agentId ? new PhoneController(agentId) : null;
    const unfollow = agentId ? followPhone(say) : () => {};
    const unregister = usePhone.subscribe((state, before) => {
      if (state.status === 'registered' && before.status !== 'registered') tell({ t: 'registered' });
    });
    whenSessionLost(lose);
    attachSocket(opened);
    opened.start();
    return () => {
      whenSessionLost(() => {});
      unfollow();
      unregister();
      attachSocket(null);
      opened.stop();
      controller?.stop();
      controller = null;
      forgetDesk();
    };
  }, [agentId, say]);

  return () => socket.current?.start();
}

/** Tell the server how this page's phone stands, so that it knows whether to ring it again. */
function greeting(): ClientFrame[] {
  const { session, status } = usePhone.getState();
  const hello: ClientFrame = { t: 'hello', d: { has_session: session === 'talking' } };
  return status === 'registered' ? [hello, { t: 'registered' }] : [hello];
}

/** Hand the server's words about this agent's phone to the telephone, and sign in once after a log-in. */
function followPhone(say: (error: unknown) => void): () => void {
  return useDesk.subscribe((state, before) => {
    if (state.phone !== before.phone) controller?.update(state.phone);
    if (state.switch.is_available && !before.switch.is_available) controller?.renew();
    if (state.calls !== before.calls && state.calls.some((call) => call.event === 'answering'))
      controller?.answer();
    if (isLogOnDue && state.isLoaded) {
      isLogOnDue = false;
      if (!isSignedOn(state.agent)) desk.logOn().catch(say);
    }
  });
}

/** Forget everything that belongs to the person who leaves. */
export function leave(): void {
  setCsrfToken(null);
  location.assign('/login');
}

/** Warn before the page is left while somebody is on the line. Driven browsers are never asked. */
export function useLeaveWarning(): void {
  const isTalking = usePhone((state) => state.session === 'talking');
  useEffect(() => {
    if (!isTalking || navigator.webdriver) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', warn);
    return () => removeEventListener('beforeunload', warn);
  }, [isTalking]);
}
