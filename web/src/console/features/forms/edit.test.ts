// @vitest-environment node
import type { Definition, Item } from '@shared/forms/model';
import { expect, test } from 'vitest';
import * as edit from './edit';

const item = (code: string, more: Partial<Item> = {}): Item => ({ code, kind: 'text', label: {}, ...more });
const form: Definition = {
  sections: [
    { code: 'a', title: {}, items: [item('q1'), item('q2', { show_if: [{ item: 'q1', op: 'answered' }] })] },
    {
      code: 'b',
      title: {},
      items: [item('q3', { jumps: [{ when: [{ item: 'q1', op: 'answered' }], to: 'q4' }] }), item('q4')],
    },
  ],
};
const order = (definition: Definition) =>
  (definition.sections ?? []).map((section) =>
    [section.code, ...(section.items ?? []).map(({ code }) => code)].join(' '),
  );

test('items move over the edge of their section, and stop at the ends', () => {
  const [down, place] = edit.move(form, { section: 0, item: 1 }, 1);
  expect(order(down)).toEqual(['a q1', 'b q2 q3 q4']);
  expect(place).toEqual({ section: 1, item: 0 });
  expect(order(edit.move(down, place, -1)[0])).toEqual(order(form));
  expect(edit.move(form, { section: 0, item: 0 }, -1)).toEqual([form, { section: 0, item: 0 }]);
  expect(edit.move(form, { section: 1, item: 1 }, 1)[0]).toBe(form);
  expect(order(edit.move(form, { section: 0, item: 0 }, 1)[0])).toEqual(['a q2 q1', 'b q3 q4']);
});

test('sections move too', () => {
  const [moved, place] = edit.move(form, { section: 0, item: null }, 1);
  expect(order(moved)).toEqual(['b q3 q4', 'a q1 q2']);
  expect(place).toEqual({ section: 1, item: null });
  expect(edit.move(form, { section: 0, item: null }, -1)[0]).toBe(form);
});

test('what is added comes after what is chosen, with a free code', () => {
  const [added, place] = edit.addItem(form, { section: 0, item: 0 }, 'single');
  expect(order(added)).toEqual(['a q1 q5 q2', 'b q3 q4']);
  expect(edit.itemAt(added, place)?.options?.length).toBe(2);
  expect(order(edit.addItem(form, { section: 1, item: null }, 'text')[0])).toEqual(['a q1 q2', 'b q5 q3 q4']);
  expect(order(edit.addItem(form, null, 'text')[0])).toEqual(['a q1 q2', 'b q3 q4 q5']);
  expect(order(edit.addItem({}, null, 'nps')[0])).toEqual(['part1 q1']);
  expect(order(edit.addSection(form)[0])).toEqual(['a q1 q2', 'b q3 q4', 'part1']);
});

test('a copy has its own code, and what is removed is gone', () => {
  const [copied, place] = edit.duplicate(form, { section: 1, item: 0 });
  expect(order(copied)).toEqual(['a q1 q2', 'b q3 q5 q4']);
  expect(edit.itemAt(copied, place)?.jumps).toEqual(form.sections?.[1]?.items?.[0]?.jumps);
  expect(order(edit.remove(copied, place))).toEqual(order(form));
  expect(order(edit.remove(form, { section: 0, item: null }))).toEqual(['b q3 q4']);
});

test('another code is known wherever the item is looked at', () => {
  const first = edit.recode(form, { section: 0, item: 0 }, 'solved');
  expect(JSON.stringify(first)).not.toContain('q1');
  const last = edit.recode(form, { section: 1, item: 1 }, 'why');
  expect(edit.itemAt(last, { section: 1, item: 0 })?.jumps?.[0]?.to).toBe('why');
});

test('another kind keeps what it knows', () => {
  const single = edit.asKind(
    item('q', { is_required: true, min: 3, pattern: 'x', hint: { en: 'h' } }),
    'single',
  );
  expect(single).toMatchObject({ kind: 'single', is_required: true, hint: { en: 'h' } });
  expect(single).not.toHaveProperty('min');
  expect(edit.asKind(single, 'multi').options).toEqual(single.options);
  expect(edit.asKind(single, 'info')).not.toHaveProperty('is_required');
});

test('what says nothing is left out, and differences are named', () => {
  expect(edit.put(item('q', { pattern: 'x' }), 'pattern', '')).toEqual(item('q'));
  expect(edit.put(item('q'), 'min', 0)).toEqual(item('q', { min: 0 }));
  const other = edit.changeItem(form, { section: 0, item: 1 }, item('q2'));
  expect(edit.differences(form, other)).toEqual(['q2']);
  expect(edit.differences(form, edit.remove(form, { section: 1, item: 1 }))).toEqual(['b', 'q4']);
  expect(edit.differences(form, form)).toEqual([]);
  expect(edit.placeOf(form, 'q4')).toEqual({ section: 1, item: 1 });
  expect(edit.placeOf(form, 'q9')).toBeNull();
});
