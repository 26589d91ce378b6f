/** The desk protocol: frames between the server and this page. Times are Unix ms of the server's clock. */

/** A name in both languages. */
export interface Text {
  'zh-CN': string;
  en: string;
}

export interface Coded {
  code: string;
  text: Text;
}

export interface ResultNode extends Coded {
  /** Set when the result is only for calls of one queue. */
  queue_id?: string | null;
  children?: ResultNode[];
}

export type AgentState = 'null' | 'not_ready' | 'ready' | 'reserved' | 'busy' | 'working_after_call';

export type WrapUpMode = 'none' | 'optional' | 'mandatory' | 'timed';

export interface AgentView {
  agent_id: string;
  number: string;
  name: string;
  state: AgentState;
  reason: string | null;
  since_ms: number;
  pending_state: AgentState | null;
  pending_reason: string | null;
  call_id: string | null;
  wrap_up_until_ms: number | null;
  wrap_up_mode: WrapUpMode | null;
}

export interface PhoneView {
  kind: 'web_phone' | 'sip_phone';
  address: string;
  password?: string | null;
  ws_path: string;
  domain: string;
  is_registered: boolean;
  is_elsewhere: boolean;
}

export type CallPhase =
  | 'dialing'
  | 'ringing'
  | 'connected'
  | 'held'
  | 'consulting'
  | 'conference'
  | 'lost'
  | 'wrap_up'
  | 'ended';

/** The CSTA word that caused a view; the server may say others. */
export type CallEvent =
  | 'snapshot'
  | 'originated'
  | 'delivered'
  | 'answering'
  | 'established'
  | 'held'
  | 'retrieved'
  | 'consulted'
  | 'transferred'
  | 'conferenced'
  | 'diverted'
  | 'failed'
  | 'recording'
  | 'agent_lost'
  | 'agent_back'
  | 'connection_cleared'
  | 'customer'
  | 'pop'
  | 'call_cleared';

export interface Product {
  name: Text;
  resource: string;
  monthly_fee_minor: number;
  status: Coded;
  /** The status is the billing system's, of just now. */
  is_live: boolean;
  expires_on: string | null;
}

export interface Billing {
  balance_minor: number;
  due_minor: number;
  as_of_ms: number;
  is_stale: boolean;
}

export interface TimelineItem {
  interaction_id: string;
  at_ms: number;
  channel: 'voice';
  direction: Direction;
  title: Text;
  detail: string | null;
  agent_name: string | null;
  queue: Text | null;
  duration_s: number | null;
  result: Text | null;
  recordings: { recording_id: string; duration_s: number }[];
}

/** A level of service; `priority` is what calls of such customers get on top. */
export interface Level extends Coded {
  priority: number;
}

/** An agent who looks after customers. */
export interface AccountManager {
  agent_id: string;
  number: string;
  name: string;
}

/** All that the customer panel shows, carried by the ringing event itself. */
export interface Pop {
  customer_id: string;
  name: string;
  level: Level | null;
  account_manager: AccountManager | null;
  tags: Text[];
  id_masked: string | null;
  phone_masked: string | null;
  address: string | null;
  account_no: string | null;
  since_on: string | null;
  products: Product[];
  billing: Billing | null;
  timeline: TimelineItem[];
}

/** One customer among several that a number or a search matches. */
export interface Candidate {
  customer_id: string;
  name: string;
  level: Level | null;
  address: string | null;
  phone: string | null;
}

export type Direction = 'inbound' | 'outbound' | 'internal';
export type PartyKind = 'agent' | 'queue' | 'outside';

export interface CallView {
  call_id: string;
  event: CallEvent;
  direction: Direction;
  phase: CallPhase;
  caller: { number: string; display: string; kind: string };
  called: string;
  city: Text | null;
  queue: { id: string; name: Text } | null;
  ivr_path: Text[];
  offered_at_ms: number;
  answered_at_ms: number | null;
  queued_at_ms: number | null;
  waited_ms: number;
  ring_until_ms: number | null;
  ended_at_ms: number | null;
  cause: string | null;
  customer: Pop | null;
  candidates: Candidate[];
  recording: { state: 'off' | 'on' | 'paused'; is_policy: boolean };
  consultation: {
    to: { kind: PartyKind; label: string };
    state: 'ringing' | 'connected' | 'failed';
    cause?: string | null;
  } | null;
  parties: { role: 'customer' | 'agent' | 'third'; label: string; state: string }[];
  result_required: boolean;
  wrap_up: { until_ms: number | null; mode: WrapUpMode | null } | null;
  device_answer: 'page' | 'phone';
}

export interface QueueView {
  queue_id: string;
  name: Text;
  waiting: number;
  longest_since_ms: number | null;
  ready_agents: number;
  /** It takes new calls: within its hours, and not closed by hand. */
  is_open: boolean;
}

export interface DirectoryAgent {
  agent_id: string;
  number: string;
  name: string;
  group: string | null;
  state: AgentState;
  since_ms: number;
}

export interface BoardQueue extends QueueView {
  offered: number;
  answered: number;
  abandoned: number;
  /** Who hung up at once; in no other figure. */
  short_abandoned: number;
}

export interface BoardAgent extends DirectoryAgent {
  reason: string | null;
  is_registered?: boolean;
  /** Ids of the queues that the agent serves. */
  queues: string[];
}

export interface BoardView {
  queues: BoardQueue[];
  agents: BoardAgent[];
  delay_ms: number;
}

export interface DeskConfig {
  reasons: Coded[];
  results: ResultNode[];
}

export interface Snapshot {
  agent: AgentView | null;
  phone: PhoneView | null;
  calls: CallView[];
  queues: QueueView[];
  switch: { is_available: boolean };
  config: DeskConfig;
}

interface FrameOf<T extends string, D> {
  t: T;
  seq: number;
  ts: number;
  d: D;
}

export type NumberedFrame =
  | FrameOf<'snapshot', Snapshot>
  | FrameOf<'agent', AgentView | null>
  | FrameOf<'phone', PhoneView | null>
  | FrameOf<'call', CallView>
  | FrameOf<'queues', QueueView[]>
  | FrameOf<'directory', { agents: DirectoryAgent[] }>
  | FrameOf<'board', BoardView>
  | FrameOf<'switch', { is_available: boolean }>
  | FrameOf<'session_expired' | 'pong', Record<string, never>>
  | FrameOf<'notice', { code: string; facts?: Record<string, string | number> }>;

export type Topic = 'board' | 'directory';

export type ClientFrame =
  | { t: 'ping' | 'registered' }
  | { t: 'hello'; d: { has_session: boolean } }
  | { t: 'subscribe' | 'unsubscribe'; d: { topics: Topic[] } }
  | { t: 'pop_painted'; d: { call_id: string; ms: number } };
