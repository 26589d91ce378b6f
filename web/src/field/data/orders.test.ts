// @vitest-environment node
import { expect, test } from 'vitest';
import { order, snapshot, step } from '../examples';
import type { Entry } from '../model';
import { clockText, urgency } from './deadline';
import { answersOf, asks, detailOf, newDraft } from './draft';
import { project, withOrder } from './orders';

const entry = (seq: number, action: Parameters<typeof step>[1], more: Partial<Entry> = {}) =>
  ({ ...step('a', action, String(seq)), seq, ...more }) as Entry;

test('what waits moves an order on', () => {
  const [shown] = project(snapshot(), [entry(1, 'accept')]);
  expect(shown).toMatchObject({
    state: 'accepted',
    tab: 'today',
    unsent: 1,
    actions: ['suspend', 'complete'],
  });
  const [done] = project(snapshot(), [entry(1, 'accept'), entry(2, 'complete')]);
  expect(done).toMatchObject({ state: 'completed', tab: 'done', unsent: 2, is_final: true, actions: [] });
});

test('what came to nothing moves nothing, and asks', () => {
  const [shown] = project(snapshot(), [entry(1, 'accept', { state: 'conflict' })]);
  expect(shown).toMatchObject({ state: 'assigned', tab: 'accept', unsent: 0 });
  expect(shown?.undecided).toHaveLength(1);
});

test('an order that is gone is shown as long as something of it is here', () => {
  const theirs = order({ state: 'completed', is_final: true });
  const [shown] = project(snapshot({ orders: [] }), [entry(1, 'accept', { state: 'conflict', theirs })]);
  expect(shown).toMatchObject({ isGone: true, state: 'completed' });
  expect(project(snapshot({ orders: [] }), [])).toEqual([]);
});

test('an answer replaces its order and keeps the names', () => {
  const before = snapshot({ orders: [order({ photo_ids: ['p'] })] });
  const accepted = order({ state: 'accepted', version: 3, crew: null });
  expect(withOrder(before, accepted).orders).toMatchObject([
    { version: 3, crew: { en: 'crew' }, photo_ids: ['p'] },
  ]);
  expect(withOrder(before, order({ is_final: true }))).toMatchObject({
    orders: [],
    done: [{ is_final: true }],
  });
  expect(withOrder(before, order({ person_id: 'other' })).orders).toEqual([]);
});

test('deadlines', () => {
  const now = Date.parse('2026-11-23T07:00:00Z');
  expect(urgency(order(), now)).toBe('soon');
  expect(urgency(order(), now - 8 * 3_600_000)).toBe('later');
  expect(urgency(order(), now + 2 * 3_600_000)).toBe('overdue');
  expect(urgency(order({ suspended_at: '2026-11-22T09:00:00Z' }), now)).toBe('waiting');
  expect(clockText(-90_061_000)).toBe('25:01:01');
});

test('the form knows what is said elsewhere on the page', () => {
  const label = { 'zh-CN': 'x', en: 'x' };
  const options = [{ code: 'fixed', label }];
  const form = {
    code: 'done',
    version: 4,
    definition: {
      sections: [
        {
          code: 's',
          title: label,
          items: [
            { code: 'r', kind: 'single' as const, label, options, prefill: 'order.result' },
            { code: 'p', kind: 'photo' as const, label },
            { code: 'g', kind: 'signature' as const, label },
          ],
        },
      ],
    },
  };
  const signature = { image: 'data:image/jpeg;base64,AA', name: '' };
  const draft = { ...newDraft('sign'), result: 'fixed', photos: ['p1'], signature };
  const { answers, hidden } = answersOf(draft, form);
  expect([...hidden]).toEqual(['r']);
  expect(asks(form, answers, 'photo')).toBe(true);
  expect(detailOf(draft, form)).toMatchObject({
    result_code: 'fixed',
    form_version: 4,
    answers: { r: 'fixed', p: ['p1'], g: 'sign' },
  });
  expect(detailOf(newDraft('sign'), form).answers).toEqual({});
});
