import type { Action, Queue, QueueSettings, Step } from './api';

/** A step while it is written; `key` stays with it wherever it moves. */
export type DraftStep = Step & { key: string };
export type Draft = Omit<QueueSettings, 'recipe'> & { recipe: DraftStep[] };

export type ValueKind = 'by' | 'queue' | 'value' | 'none';

const kinds: Partial<Record<Action, ValueKind>> = {
  lower_levels: 'by',
  raise_priority: 'by',
  add_queue: 'queue',
  move: 'queue',
  announce: 'value',
  other_number: 'value',
  hand_over: 'value',
};

/** What an action needs to be told. */
export const valueKind = (action: Action): ValueKind => kinds[action] ?? 'none';

export const newQueue: QueueSettings = {
  code: '',
  name: { 'zh-CN': '', en: '' },
  local_network_id: null,
  needs: [],
  strategy: 'longest_idle',
  priority: 5,
  ageing_s: null,
  ring_timeout_s: 20,
  ring_no_answer_limit: 1,
  wrap_up_mode: 'timed',
  wrap_up_s: 30,
  max_wait_s: null,
  max_length: null,
  recipe: [],
  recording: 'all',
  last_agent_s: 0,
  is_open: true,
  calendar_id: null,
  direct_number: null,
  closed_prompt: 'closed',
  notice_prompt: null,
  short_abandon_s: 5,
};

export const draftOf = (queue: QueueSettings): Draft => ({
  ...settingsOf(queue),
  recipe: queue.recipe.map((step) => ({ ...step, key: crypto.randomUUID() })),
});

/**
 * What is sent: of every step only what its action needs. Whatever this page does not know goes back as it came, so
 * that an old page resets nothing.
 */
export function settingsOf(queue: QueueSettings | Draft | Queue): QueueSettings {
  const { queue_id: _id, version: _version, ...settings } = queue as Queue;
  return { ...settings, recipe: queue.recipe.map(stepOf) };
}

function stepOf(step: Step | DraftStep): Step {
  const { key: _key, ...rest } = step as DraftStep;
  const kind = valueKind(step.action);
  return {
    ...rest,
    by: kind === 'by' ? step.by : 0,
    queue_id: kind === 'queue' ? step.queue_id : null,
    value: kind === 'value' ? step.value.trim() : '',
  };
}

const namesOf = (settings: QueueSettings | Draft) => Object.keys(settings) as (keyof QueueSettings)[];

/** A new step comes last, a while after the one before it. */
export function addStep(steps: DraftStep[]): DraftStep[] {
  const after_s = (steps.at(-1)?.after_s ?? 0) + 30;
  const step: Step = {
    action: 'lower_levels',
    after_s,
    over_length: null,
    if_unstaffed: false,
    by: 1,
    queue_id: null,
    value: '',
  };
  return [...steps, { ...step, key: crypto.randomUUID() }];
}

/** Let a step change places with its neighbour. The times stay where they are: a recipe is in their order. */
export function moveStep(steps: DraftStep[], from: number, to: number): DraftStep[] {
  const [moved, other] = [steps[from], steps[to]];
  if (!moved || !other) return steps;
  return steps
    .with(to, { ...moved, after_s: other.after_s })
    .with(from, { ...other, after_s: moved.after_s });
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The settings in which two queues differ. */
export function differences(a: QueueSettings | Draft, b: QueueSettings | Draft): (keyof QueueSettings)[] {
  const [left, right] = [settingsOf(a), settingsOf(b)];
  return namesOf(left).filter((name) => !isSame(left[name], right[name]));
}

/** Three-way: what I changed since `base` is mine, everything else is theirs. */
export function merge(base: QueueSettings, mine: Draft, theirs: QueueSettings): Draft {
  const changed = new Set(differences(base, mine));
  const other = draftOf(theirs);
  return Object.fromEntries(
    namesOf(other).map((name) => [name, changed.has(name) ? mine[name] : other[name]]),
  ) as unknown as Draft;
}
