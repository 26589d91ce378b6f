import type { AgentState, Participation, PartyKind } from '../rt/events';
import { api } from './client';

/** The desk's commands. Each is answered with 202; what came of it arrives as an event. */

export type Target =
  | { kind: 'agent' | 'queue'; id: string }
  | { kind: Extract<PartyKind, 'outside'>; number: string };

export interface WrapUp {
  result_code: string | null;
  note: string;
  next_state: Extract<AgentState, 'ready' | 'not_ready'>;
  reason?: string;
}

type CallService =
  | 'answer_call'
  | 'clear_connection'
  | 'hold_call'
  | 'retrieve_call'
  | 'consultation_call'
  | 'transfer_call'
  | 'reconnect_call'
  | 'conference_call'
  | 'deflect_call'
  | 'generate_digits'
  | 'start_recording'
  | 'stop_recording'
  | 'pause_recording'
  | 'resume_recording';

const service = (callId: string, name: CallService, body: unknown = {}) =>
  api.command(`/api/calls/${callId}/${name}`, body);

export const desk = {
  logOn: () => api.command('/api/desk/log_on'),
  logOff: () => api.command('/api/desk/log_off'),
  ready: () => api.command('/api/desk/state', { state: 'ready' }),
  notReady: (reason: string) => api.command('/api/desk/state', { state: 'not_ready', reason }),
  askHelp: (isWanted: boolean) => api.command('/api/desk/help', { is_wanted: isWanted }),
  acknowledge: (messageId: string) => api.command(`/api/desk/messages/${messageId}/acknowledge`),
  takeOver: (pageId: string) => api.command('/api/desk/phone/take_over', { page_id: pageId }),
};

export const calls = {
  make: (to: string, customerId?: string) =>
    api.command<{ call_id: string }>('/api/calls', {
      to,
      ...(customerId ? { customer_id: customerId } : {}),
    }),
  decline: (id: string) => service(id, 'deflect_call'),
  hangUp: (id: string) => service(id, 'clear_connection'),
  hold: (id: string) => service(id, 'hold_call'),
  retrieve: (id: string) => service(id, 'retrieve_call'),
  consult: (id: string, to: Target) => service(id, 'consultation_call', { to }),
  transfer: (id: string, to: Target) => service(id, 'transfer_call', { to }),
  completeTransfer: (id: string) => service(id, 'transfer_call'),
  backToCustomer: (id: string) => service(id, 'reconnect_call'),
  conference: (id: string) => service(id, 'conference_call'),
  sendDigits: (id: string, digits: string) => service(id, 'generate_digits', { digits }),
  startRecording: (id: string) => service(id, 'start_recording'),
  stopRecording: (id: string) => service(id, 'stop_recording'),
  pauseRecording: (id: string) => service(id, 'pause_recording'),
  resumeRecording: (id: string) => service(id, 'resume_recording'),
  wrapUp: (id: string, wrapUp: WrapUp) => api.command(`/api/calls/${id}/wrap_up`, wrapUp),
  extendWrapUp: (id: string) => api.command(`/api/calls/${id}/wrap_up/extend`),
  setCustomer: (id: string, customerId: string) =>
    api.command(`/api/calls/${id}/customer`, { customer_id: customerId }),
};

export type Receivers = { agent_id: string } | { group: string } | Record<string, never>;

export const agents = {
  forceReady: (agentId: string, reason: string) =>
    api.command(`/api/agents/${agentId}/state`, { state: 'ready', reason }),
  forceNotReady: (agentId: string, reason: string) =>
    api.command(`/api/agents/${agentId}/state`, { state: 'not_ready', reason }),
  forceLogOff: (agentId: string, reason: string) => api.command(`/api/agents/${agentId}/log_off`, { reason }),
  monitor: (agentId: string, participation: Participation) =>
    api.command(`/api/agents/${agentId}/monitor`, { participation }),
  viewScreen: (agentId: string, pageId: string) =>
    api.command<{ viewing_id: string }>(`/api/agents/${agentId}/screen`, { page_id: pageId }),
  takeCallOver: (agentId: string) => api.command(`/api/agents/${agentId}/take_over`),
  message: (to: Receivers, words: string) =>
    api.command<{ receivers: number }>('/api/desk/messages', { ...to, text: words }),
};
