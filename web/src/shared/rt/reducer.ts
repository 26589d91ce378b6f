import type { BoardView } from './board';
import type {
  AgentView,
  CallPhase,
  CallView,
  DeskConfig,
  DeskMessage,
  DirectoryAgent,
  NumberedFrame,
  PhoneView,
  QueueView,
  ScreenNotice,
} from './events';

/** What this page knows from the server. Snapshot plus later frames always equals a later snapshot. */
export interface RealtimeState {
  isLoaded: boolean;
  agent: AgentView | null;
  phone: PhoneView | null;
  calls: CallView[];
  queues: QueueView[];
  switch: { is_available: boolean };
  messages: DeskMessage[];
  /** Who looks at this page. */
  screen: ScreenNotice | null;
  config: DeskConfig;
  directory: DirectoryAgent[] | null;
  /** Everybody is in it; otherwise only one's own team, and others are searched for. */
  isDirectoryWhole: boolean;
  board: BoardView | null;
  boardTs: number | null;
}

export const initialState: RealtimeState = {
  isLoaded: false,
  agent: null,
  phone: null,
  calls: [],
  queues: [],
  switch: { is_available: true },
  messages: [],
  screen: null,
  config: { reasons: [], results: [] },
  directory: null,
  isDirectoryWhole: true,
  board: null,
  boardTs: null,
};

const deskPhases: ReadonlySet<string> = new Set<CallPhase>([
  'dialing',
  'ringing',
  'connected',
  'held',
  'consulting',
  'conference',
  'lost',
  'monitoring',
  'wrap_up',
]);

/** A call concerns the desk while the agent has a part in it; elsewhere it waits, or it is over. */
const isOnDesk = (call: CallView) => deskPhases.has(call.phase);

/** Put one call's new view in its place, or take it off the desk. */
function withCall(calls: CallView[], call: CallView): CallView[] {
  if (!isOnDesk(call)) return calls.filter((known) => known.call_id !== call.call_id);
  const isKnown = calls.some((known) => known.call_id === call.call_id);
  return isKnown ? calls.map((known) => (known.call_id === call.call_id ? call : known)) : [...calls, call];
}

/** Put colleagues' new entries in the places of the old ones, add who has come, take out who has gone. */
function withColleagues(known: DirectoryAgent[], told: DirectoryAgent[], gone: string[]): DirectoryAgent[] {
  const changed = new Map(told.map((agent) => [agent.agent_id, agent]));
  const kept = known
    .filter(({ agent_id }) => !gone.includes(agent_id))
    .map((agent) => changed.get(agent.agent_id) ?? agent);
  const there = new Set(known.map(({ agent_id }) => agent_id));
  return [...kept, ...told.filter(({ agent_id }) => !there.has(agent_id))];
}

export function reduce(state: RealtimeState, frame: NumberedFrame): RealtimeState {
  switch (frame.t) {
    case 'snapshot':
      return {
        ...state,
        ...frame.d,
        screen: frame.d.screen ?? null,
        calls: frame.d.calls.filter(isOnDesk),
        isLoaded: true,
      };
    case 'agent':
      return { ...state, agent: frame.d };
    case 'phone':
      return { ...state, phone: frame.d };
    case 'call':
      return { ...state, calls: withCall(state.calls, frame.d) };
    case 'queues':
      return { ...state, queues: frame.d };
    case 'directory':
      return { ...state, directory: frame.d.agents, isDirectoryWhole: frame.d.is_whole };
    case 'directory_changes':
      return { ...state, directory: withColleagues(state.directory ?? [], frame.d.agents, frame.d.gone) };
    case 'board':
      return { ...state, board: frame.d, boardTs: frame.ts };
    case 'switch':
      return { ...state, switch: frame.d };
    case 'messages':
      return { ...state, messages: frame.d };
    case 'screen_view':
      return { ...state, screen: frame.d };
    case 'screen':
    case 'screen_refresh':
    case 'screen_ended':
    case 'session_expired':
    case 'notice':
    case 'pong':
      return state;
  }
}

/** The call that the desk is about: the newest that is not yet done, a live one before one in wrap-up. */
export function currentCall(calls: CallView[]): CallView | null {
  return calls.findLast((call) => call.phase !== 'wrap_up') ?? calls.at(-1) ?? null;
}

export function isTalking(call: CallView | null): boolean {
  return !!call && ['connected', 'held', 'consulting', 'conference'].includes(call.phase);
}

/** Whether the agent has a seat; the server leaves the agent out, or names the state null, while he has none. */
export function isSignedOn(agent: AgentView | null): agent is AgentView {
  return agent !== null && agent.state !== 'null';
}
