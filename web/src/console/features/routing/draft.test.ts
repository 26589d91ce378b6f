import { expect, test } from 'vitest';
import type { QueueSettings, Step } from './api';
import { addStep, differences, draftOf, merge, moveStep, newQueue, settingsOf } from './draft';
import { isChanged, isLevel, routingDraft, routingOf } from './levels';

const step = (change: Partial<Step>): Step => ({
  action: 'lower_levels',
  after_s: 0,
  over_length: null,
  if_unstaffed: false,
  by: 0,
  queue_id: null,
  value: '',
  ...change,
});

const queue: QueueSettings = {
  ...newQueue,
  code: 'faults',
  recipe: [
    step({ after_s: 30, by: 2 }),
    step({ after_s: 60, action: 'move', queue_id: 'q2' }),
    step({ after_s: 90, action: 'voicemail' }),
  ],
};

const shape = (steps: Step[]) => steps.map(({ action, after_s }) => [action, after_s]);

test('a step that moves leaves its time where it was, and keeps its key', () => {
  const { recipe } = draftOf(queue);
  const moved = moveStep(recipe, 2, 1);
  expect(shape(moved)).toEqual([
    ['lower_levels', 30],
    ['voicemail', 60],
    ['move', 90],
  ]);
  expect(moved[1]?.key).toBe(recipe[2]?.key);
  expect(moveStep(recipe, 0, -1)).toBe(recipe);
});

test('a new step comes after the last', () => {
  expect(shape(addStep(draftOf(queue).recipe)).at(-1)).toEqual(['lower_levels', 120]);
});

test('only what an action needs is sent', () => {
  const draft = draftOf(queue);
  const [first] = draft.recipe;
  if (!first) throw new Error('no step');
  draft.recipe = [
    { ...first, action: 'announce', queue_id: 'q2', value: ' please-wait ' },
    { ...first, action: 'move', queue_id: 'q2', value: 'left over' },
    { ...first, action: 'offer_callback', queue_id: 'q2', value: 'left over' },
  ];
  expect(settingsOf(draft).recipe).toEqual([
    step({ action: 'announce', after_s: 30, value: 'please-wait' }),
    step({ action: 'move', after_s: 30, queue_id: 'q2' }),
    step({ action: 'offer_callback', after_s: 30 }),
  ]);
});

test('what this page does not know goes back as it came', () => {
  const newer = { ...queue, queue_id: 'q1', version: 3, greeting: 'hello' };
  const { queue_id, version, ...rest } = newer;
  expect(settingsOf(draftOf(newer))).toEqual(rest);
});

test('mine on top of theirs: what I did not touch is theirs', () => {
  const mine = { ...draftOf(queue), priority: 9, max_wait_s: 100 };
  const theirs = { ...queue, priority: 7, is_open: false };
  expect(differences(queue, mine)).toEqual(['priority', 'max_wait_s']);
  expect(settingsOf(merge(queue, mine, theirs))).toEqual({
    ...queue,
    priority: 9,
    max_wait_s: 100,
    is_open: false,
  });
});

test('levels are 0-10; 0 and nothing say that the agent cannot do it', () => {
  expect(['', '0', '7', '10', ' 3 '].every(isLevel)).toBe(true);
  expect(['11', '-1', '1.5', 'a', '010'].some(isLevel)).toBe(false);
  const agent = {
    agent_id: 'a1',
    number: '1001',
    name: '李娜',
    queue_ids: ['q2', 'q1'],
    skills: [{ skill_id: 's1', level: 6 }],
  };
  const draft = routingDraft(agent);
  expect(isChanged(agent, { queue_ids: ['q1', 'q2'], levels: { s1: '6', s2: '0' } })).toBe(false);
  expect(isChanged(agent, { ...draft, levels: { s1: '' } })).toBe(true);
  expect(routingOf({ ...draft, levels: { s2: '10', s1: '' } })).toEqual({
    queue_ids: ['q1', 'q2'],
    skills: [{ skill_id: 's2', level: 10 }],
  });
});
