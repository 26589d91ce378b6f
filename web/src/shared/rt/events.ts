import type { BoardScope, BoardView } from './board';

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
  /** A supervisor's own view of a call that is an agent's. */
  | 'monitoring'
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
  | 'monitored'
  | 'help'
  | 'call_cleared';

export interface Product {
  product_id: string;
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

/** What passed between a customer and us. */
export type ContactKind = 'call' | 'ticket' | 'order' | 'message' | 'survey';

/** `can_open`: the person may go to its own page. */
export interface TimelineItem {
  kind: ContactKind;
  item_id: string;
  at_ms: number;
  direction: Direction | null;
  title: Text;
  no: string;
  subject: Text | null;
  state: Coded | null;
  detail: string | null;
  agent_name: string | null;
  queue: Text | null;
  duration_s: number | null;
  result: Text | null;
  recordings: { recording_id: string; duration_s: number }[];
  call_id: string | null;
  can_open: boolean;
}

/** An open ticket or work order; nobody waits for its deadline while `is_waiting`. */
export interface OpenWork {
  kind: 'ticket' | 'order';
  item_id: string;
  no: string;
  title: Text;
  subject: Text;
  state: Coded;
  at_ms: number;
  due_at_ms: number;
  is_waiting: boolean;
  unit: Text | null;
  appointment_at_ms: number | null;
  can_open: boolean;
}

export interface OutageAt {
  outage_id: string;
  area: Text;
  text: Text;
  begins_at_ms: number;
  expected_until_ms: number | null;
}

export interface EarlierFault {
  kind: 'ticket' | 'order';
  item_id: string;
  no: string;
  order_no: string;
  title: Text;
  subject: Text;
  at_ms: number;
  state: Coded;
  result: Text | null;
  can_open: boolean;
}

/** What is going on with a customer; `repeat`: faults that came again, the newest first. */
export interface Situation {
  as_of_ms: number;
  work: OpenWork[];
  outages: OutageAt[];
  repeat: { days: number; product: string; faults: EarlierFault[] } | null;
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
  situation: Situation;
  timeline: TimelineItem[];
  /** Where older contacts begin; null when these are all. */
  timeline_before: string | null;
}

/** One customer among several that a number or a search matches. */
export interface Candidate {
  customer_id: string;
  name: string;
  level: Level | null;
  address: string | null;
  phone: string | null;
}

/** How a supervisor takes part: unheard, heard by the agent alone, heard by all. */
export type Participation = 'listen' | 'whisper' | 'barge';

/** A supervisor beside an agent; the agent is not told of one who only listens. */
export interface Monitor {
  label: string;
  participation: Participation;
}

/** What a supervisor sees of his own part in an agent's call. */
export interface Monitoring {
  agent_id: string;
  label: string;
  participation: Participation;
  is_connected: boolean;
  can_take_over: boolean;
}

/** A supervisor's line on this desk, until it is acknowledged. */
export interface DeskMessage {
  message_id: string;
  sender: string;
  text: string;
  sent_at_ms: number;
}

/** A supervisor who looks at this page. */
export interface ScreenNotice {
  viewing_id: string;
  viewer: string;
}

/** Why a supervisor sees an agent's screen no more. */
export type ScreenEnd =
  | 'stopped'
  | 'replaced'
  | 'viewer-left'
  | 'agent-left'
  | 'agent-signed-out'
  | 'time-over';

/** A piece of what an agent's page has recorded of itself: JSON of events, cut into `parts`. */
export interface ScreenPiece {
  viewing_id: string;
  part: number;
  parts: number;
  text: string;
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
  /** What the flow has noted of the caller, by the names of its variables. */
  ivr: Record<string, string | number | boolean>;
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
  parties: { role: 'customer' | 'agent' | 'third' | 'monitor'; label: string; state: string }[];
  monitoring: Monitoring | null;
  monitors: Monitor[];
  /** Since when this agent has asked for a supervisor. */
  help_since_ms: number | null;
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
  site?: string;
  state: AgentState;
  since_ms: number;
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
  messages: DeskMessage[];
  screen?: ScreenNotice | null;
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
  | FrameOf<'directory', { agents: DirectoryAgent[]; is_whole: boolean }>
  | FrameOf<'directory_changes', { agents: DirectoryAgent[]; gone: string[] }>
  | FrameOf<'board', BoardView>
  | FrameOf<'switch', { is_available: boolean }>
  | FrameOf<'messages', DeskMessage[]>
  | FrameOf<'screen_view', ScreenNotice | null>
  | FrameOf<'screen', ScreenPiece>
  | FrameOf<'screen_refresh', { viewing_id: string }>
  | FrameOf<'screen_ended', { viewing_id: string; reason: ScreenEnd }>
  | FrameOf<'session_expired' | 'pong', Record<string, never>>
  | FrameOf<'notice', { code: string; facts?: Record<string, string | number> }>;

export type Topic = 'board' | 'directory';

export type ClientFrame =
  | { t: 'ping' | 'registered' }
  | { t: 'hello'; d: { has_session: boolean } }
  | { t: 'subscribe' | 'unsubscribe'; d: { topics: Topic[] } }
  | { t: 'screen'; d: ScreenPiece & { is_full: boolean } }
  | { t: 'screen_stop'; d: { viewing_id: string } }
  | { t: 'board_scope'; d: BoardScope }
  | { t: 'pop_painted'; d: { call_id: string; ms: number } };
