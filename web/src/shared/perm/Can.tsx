import type { ReactNode } from 'react';
import { useMe } from '../api/session';

export type Permission =
  | 'desk.use'
  | 'call.outbound'
  | 'recording.record'
  | 'recording.play'
  | 'customer.view'
  | 'customer.edit'
  | 'customer.pii.view'
  | 'board.view'
  | 'agent.force_state'
  | 'agent.message'
  | 'agent.view_screen'
  | 'call.listen'
  | 'call.whisper'
  | 'call.barge'
  | 'call.take_over'
  | 'alarm.acknowledge'
  | 'alarm.manage'
  | 'queue.switch'
  | 'agent.assign'
  | 'appraisal.answer'
  | 'appraisal.manage'
  | 'admin.people'
  | 'admin.routing'
  | 'audit.view'
  | 'ticket.view'
  | 'ticket.handle'
  | 'workorder.view'
  | 'workorder.dispatch'
  | 'field.use'
  | 'message.view'
  | 'survey.call'
  | 'survey.manage'
  | 'figures.view'
  | 'admin.service';

/** Tell whether the person may do something. Only hides what is of no use to him: the server decides again. */
export function useCan(permission: Permission): boolean {
  return useMe()?.permissions.includes(permission) ?? false;
}

/** Tell whether the person may do one of several things. */
export function useCanAny(permissions: readonly Permission[]): boolean {
  const held = useMe()?.permissions;
  return permissions.some((each) => held?.includes(each));
}

/** Show the children only to people with the permission. */
export function Can({ do: permission, children }: { do: Permission; children: ReactNode }) {
  return useCan(permission) ? children : null;
}
