import type { AgentState, DirectoryAgent, Monitor, QueueView, Text } from './events';

export interface BoardQueue extends QueueView, DaySums {
  switches: QueueSwitch[];
}

/** What has become of today's contacts, as the figures have it; sums, which may be added up. */
export interface DaySums {
  contacts: number;
  answered: number;
  abandoned: number;
  /** Those of the abandoned who hung up at once. */
  short_abandoned: number;
  /** Those of whom it is known what became of them: shares are of these. */
  settled: number;
  /** Those of the judged who were served within what is promised. */
  in_time: number;
  judged: number;
}

/** The service level that is the centre's own. */
export interface Level {
  measure: string;
  within_s: number;
  goal: number;
}

export const switchKinds = ['closed', 'notice', 'overflow', 'callback'] as const;
export type SwitchKind = (typeof switchKinds)[number];

/** Something that a supervisor has switched on for a queue, for now. */
export interface QueueSwitch {
  kind: SwitchKind;
  set_at_ms: number;
  set_by: string;
  until_ms: number | null;
  prompt: string | null;
  to_queue_id: string | null;
}

export interface BoardAgent extends DirectoryAgent {
  reason: string | null;
  is_registered?: boolean;
  pending_state: AgentState | null;
  can_be_monitored: boolean;
  monitors: (Monitor & { agent_id: string })[];
  help_since_ms: number | null;
  unread_messages: number;
  /** Ids of the queues that the agent serves. */
  queues: string[];
}

export const alarmKinds = ['waiting', 'longest_wait', 'service_level', 'not_ready', 'trunks'] as const;
export type AlarmKind = (typeof alarmKinds)[number];

export interface BoardAlarm {
  alarm_id: string;
  /** What its rule is called. */
  name: Text;
  kind: AlarmKind;
  severity: 'warning' | 'critical';
  has_sound: boolean;
  subject: { kind: string; id: string; name: Text };
  threshold: number;
  value: number | null;
  raised_at_ms: number;
  acknowledged_at_ms: number | null;
  acknowledged_by: string | null;
}

/** What a board is narrowed to; nothing: all that one may see. */
export interface BoardScope {
  network?: string;
  site?: string;
  group?: string;
  queue?: string;
  is_wall?: boolean;
}

/** By what a board can be narrowed: teams stand with their sites. */
export interface BoardScopes {
  networks: { id: string; name: Text }[];
  groups: [string, string][];
  queues: { id: string; name: Text; is_open: boolean }[];
}

export interface BoardView {
  queues: BoardQueue[];
  agents: BoardAgent[];
  alarms: BoardAlarm[];
  scopes: BoardScopes;
  /** Null as long as the day's figures are not known. */
  level: Level | null;
  known_until_ms: number | null;
  delay_ms: number;
  /** Nobody is named in it: it may be shown to all. */
  is_wall: boolean;
}
