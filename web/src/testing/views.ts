import type { AgentView, CallView, Snapshot } from '@shared/rt/events';

/** Views as the server would send them, for tests. */

const text = (words: string) => ({ 'zh-CN': words, en: words });

export function agentView(change: Partial<AgentView> = {}): AgentView {
  return {
    agent_id: 'a1',
    number: '1001',
    name: '李娜',
    state: 'ready',
    reason: null,
    since_ms: 1_000,
    pending_state: null,
    pending_reason: null,
    call_id: null,
    wrap_up_until_ms: null,
    wrap_up_mode: 'timed',
    ...change,
  };
}

export function callView(change: Partial<CallView> = {}): CallView {
  return {
    call_id: 'c1',
    event: 'delivered',
    direction: 'inbound',
    phase: 'ringing',
    caller: { number: '13815092246', display: '138 1509 2246', kind: 'mobile' },
    called: '96296',
    city: text('常州'),
    queue: { id: 'q1', name: text('故障报修') },
    ivr_path: [text('普通话'), text('1 故障报修')],
    ivr: { ticket_kind: 'report' },
    offered_at_ms: 1_000,
    answered_at_ms: null,
    queued_at_ms: 500,
    waited_ms: 38_000,
    ring_until_ms: null,
    ended_at_ms: null,
    cause: null,
    customer: null,
    candidates: [],
    recording: { state: 'off', is_policy: false },
    consultation: null,
    parties: [],
    monitoring: null,
    monitors: [],
    help_since_ms: null,
    result_required: false,
    wrap_up: null,
    device_answer: 'page',
    ...change,
  };
}

export function snapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    agent: agentView(),
    phone: null,
    calls: [],
    queues: [],
    switch: { is_available: true },
    messages: [],
    config: {
      reasons: [{ code: 'break', text: text('小休') }],
      results: [
        {
          code: 'fault',
          text: text('故障报修'),
          children: [{ code: 'fault.remote', text: text('远程解决') }],
        },
        { code: 'other', text: text('只属于别的技能组'), queue_id: 'q2' },
      ],
    },
    ...change,
  };
}
