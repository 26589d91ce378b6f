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
  | 'admin.routing'
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

/** Show the children only to people with the permission. */
export function Can({ do: permission, children }: { do: Permission; children: ReactNode }) {
  return useCan(permission) ? children : null;
}
