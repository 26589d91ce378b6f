import { expect, test } from 'vitest';
import { agentView, callView, snapshot } from '../../testing/views';
import type { CallPhase, CallView, NumberedFrame } from './events';
import { currentCall, initialState, reduce } from './reducer';

const phases: CallPhase[] = [
  'dialing',
  'ringing',
  'connected',
  'held',
  'consulting',
  'conference',
  'lost',
  'wrap_up',
  'ended',
];

/** A small server: keeps its own truth, says what changes, and can be asked for a snapshot at any time. */
class Server {
  private seq = 0;
  private agent = agentView();
  private calls = new Map<string, CallView>();
  private queues = [
    {
      queue_id: 'q1',
      name: { 'zh-CN': '', en: '' },
      waiting: 0,
      longest_since_ms: null,
      ready_agents: 1,
      is_open: true,
    },
  ];
  private isAvailable = true;

  constructor(private readonly random: () => number) {}

  private pick = <T>(from: readonly T[]): T => from[Math.floor(this.random() * from.length)] as T;

  private frame = (rest: object) => ({ seq: ++this.seq, ts: this.seq, ...rest }) as NumberedFrame;

  snapshot(): NumberedFrame {
    const calls = [...this.calls.values()];
    return this.frame({
      t: 'snapshot',
      d: snapshot({
        agent: this.agent,
        calls,
        queues: this.queues,
        switch: { is_available: this.isAvailable },
      }),
    });
  }

  step(): NumberedFrame {
    switch (this.pick(['call', 'call', 'call', 'agent', 'queues', 'switch'] as const)) {
      case 'call': {
        const call = callView({
          call_id: this.pick(['c1', 'c2', 'c3']),
          phase: this.pick(phases),
          waited_ms: this.seq,
        });
        if (call.phase === 'ended') this.calls.delete(call.call_id);
        else this.calls.set(call.call_id, call);
        return this.frame({ t: 'call', d: call });
      }
      case 'agent':
        this.agent = agentView({ state: this.pick(['ready', 'busy', 'not_ready']), since_ms: this.seq });
        return this.frame({ t: 'agent', d: this.agent });
      case 'queues':
        this.queues = this.queues.map((queue) => ({ ...queue, waiting: this.seq }));
        return this.frame({ t: 'queues', d: this.queues });
      case 'switch':
        this.isAvailable = !this.isAvailable;
        return this.frame({ t: 'switch', d: { is_available: this.isAvailable } });
    }
  }
}

/** Same numbers every time, so that a failure can be repeated. Source: Park-Miller. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const byId = (calls: CallView[]) => [...calls].sort((a, b) => a.call_id.localeCompare(b.call_id));

test.each([1, 2, 3, 4, 5])('snapshot plus frames equals a later snapshot (seed %i)', (seed) => {
  const server = new Server(seeded(seed));
  let state = reduce(initialState, server.snapshot());
  for (let step = 0; step < 200; step++) {
    state = reduce(state, server.step());
    const fresh = reduce(initialState, server.snapshot());
    expect({ ...state, calls: byId(state.calls) }).toEqual({ ...fresh, calls: byId(fresh.calls) });
  }
});

test('a call that is not with this agent any more leaves the desk', () => {
  const ringing = reduce(initialState, { t: 'call', seq: 1, ts: 1, d: callView() });
  expect(ringing.calls).toHaveLength(1);
  const waiting = { ...callView(), phase: 'waiting' as CallPhase };
  expect(reduce(ringing, { t: 'call', seq: 2, ts: 2, d: waiting }).calls).toEqual([]);
  const loaded = reduce(initialState, { t: 'snapshot', seq: 1, ts: 1, d: snapshot({ calls: [waiting] }) });
  expect(loaded.calls).toEqual([]);
});

test('the desk is about the live call, not about one in wrap-up', () => {
  const done = callView({ call_id: 'done', phase: 'wrap_up' });
  const live = callView({ call_id: 'live', phase: 'connected' });
  expect(currentCall([live, done])).toBe(live);
  expect(currentCall([done])).toBe(done);
  expect(currentCall([])).toBeNull();
});

test('a directory and what has changed since are the directory as it is', () => {
  const agent = (agent_id: string, state: 'ready' | 'busy') => ({
    agent_id,
    number: agent_id,
    name: agent_id,
    group: null,
    state,
    since_ms: 1,
  });
  const frame = (t: string, d: unknown) => ({ t, seq: 1, ts: 1, d }) as NumberedFrame;
  const shown = [
    frame('directory', { agents: [agent('a', 'ready'), agent('b', 'ready')], is_whole: false }),
    frame('directory_changes', { agents: [agent('c', 'ready'), agent('b', 'busy')], gone: ['a'] }),
  ].reduce(reduce, initialState);
  expect(shown.isDirectoryWhole).toBe(false);
  expect(shown.directory).toEqual([agent('b', 'busy'), agent('c', 'ready')]);
  const none = reduce(initialState, frame('directory_changes', { agents: [agent('a', 'busy')], gone: [] }));
  expect(none.directory).toEqual([agent('a', 'busy')]);
});
