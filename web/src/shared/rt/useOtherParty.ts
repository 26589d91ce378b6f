import type { CallView } from './events';
import { useDesk } from './store';

/** Who is at the other end, as people read it: a number, or a colleague's name; empty when it is withheld. */
export function useOtherParty(call: CallView | null): string {
  const me = useDesk((desk) => desk.agent?.number);
  if (!call) return '';
  if (call.direction === 'outbound') return call.called;
  if (call.direction === 'inbound') return call.caller.display || call.caller.number;
  return call.parties.find(({ label }) => !me || !label.endsWith(me))?.label ?? call.called;
}
