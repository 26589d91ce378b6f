/** What the builder does to a definition: pure, so that every step can be saved, undone and tested. */

import type { Condition, Definition, Item, Jump, Kind, Op, Section } from '@shared/forms/model';

/** A section, or an item of it. */
export interface Place {
  section: number;
  item: number | null;
}

export const codePattern = /^[a-z][a-z0-9_-]{0,39}$/;

export const sectionsOf = (definition: Definition): Section[] => definition.sections ?? [];
export const itemsIn = (section: Section | undefined): Item[] => section?.items ?? [];

export const itemAt = (definition: Definition, { section, item }: Place): Item | undefined =>
  item === null ? undefined : itemsIn(sectionsOf(definition)[section])[item];

/** Where an item stands; its first place when its code is used twice. */
export function placeOf(definition: Definition, code: string): Place | null {
  for (const [section, each] of sectionsOf(definition).entries()) {
    const item = itemsIn(each).findIndex((one) => one.code === code);
    if (item >= 0) return { section, item };
  }
  return null;
}

const withSections = (definition: Definition, sections: Section[]): Definition => ({
  ...definition,
  sections,
});

const withItems = (definition: Definition, section: number, change: (items: Item[]) => Item[]): Definition =>
  withSections(
    definition,
    sectionsOf(definition).map((each, place) =>
      place === section ? { ...each, items: change(itemsIn(each)) } : each,
    ),
  );

/** The next free code: q1, q2, ... */
function freeCode(definition: Definition, stem: string): string {
  const taken = new Set(
    sectionsOf(definition).flatMap((each) => [each.code, ...itemsIn(each).map((item) => item.code)]),
  );
  let number = 1;
  while (taken.has(`${stem}${number}`)) number += 1;
  return `${stem}${number}`;
}

const twoOptions = () => [1, 2].map((number) => ({ code: `o${number}`, label: {} }));

/** An item becomes another kind: what the new kind does not know is dropped. */
export function asKind(item: Item, kind: Kind): Item {
  const { code, label, hint, show_if, jumps } = item;
  const kept: Item = {
    code,
    kind,
    label,
    ...(hint ? { hint } : {}),
    ...(show_if ? { show_if } : {}),
    ...(jumps ? { jumps } : {}),
    ...(item.is_required && kind !== 'info' ? { is_required: true } : {}),
    ...(item.prefill && kind !== 'info' ? { prefill: item.prefill } : {}),
  };
  const isChoice = (one: Kind) => one === 'single' || one === 'multi';
  if (isChoice(kind)) kept.options = isChoice(item.kind) && item.options ? item.options : twoOptions();
  if (kind === 'scale') Object.assign(kept, { min: 1, max: 5 });
  return kept;
}

export function addSection(definition: Definition): [Definition, Place] {
  const section = { code: freeCode(definition, 'part'), title: {}, items: [] };
  return [
    withSections(definition, [...sectionsOf(definition), section]),
    { section: sectionsOf(definition).length, item: null },
  ];
}

/** Put a new item after a place; a form without sections gets one. */
export function addItem(definition: Definition, after: Place | null, kind: Kind): [Definition, Place] {
  const base = sectionsOf(definition).length > 0 ? definition : addSection(definition)[0];
  const section = after?.section ?? sectionsOf(base).length - 1;
  const at = after === null ? itemsIn(sectionsOf(base)[section]).length : (after.item ?? -1) + 1;
  const item = asKind({ code: freeCode(base, 'q'), kind, label: {} }, kind);
  return [withItems(base, section, (items) => items.toSpliced(at, 0, item)), { section, item: at }];
}

export function duplicate(definition: Definition, place: Place): [Definition, Place] {
  const item = itemAt(definition, place);
  if (!item || place.item === null) return [definition, place];
  const at = place.item + 1;
  const copy = { ...structuredClone(item), code: freeCode(definition, 'q') };
  return [
    withItems(definition, place.section, (items) => items.toSpliced(at, 0, copy)),
    { ...place, item: at },
  ];
}

/** Take an item or a whole section out; what looked at it is left, and told as a problem. */
export function remove(definition: Definition, { section, item }: Place): Definition {
  if (item === null) return withSections(definition, sectionsOf(definition).toSpliced(section, 1));
  return withItems(definition, section, (items) => items.toSpliced(item, 1));
}

/** Move an item by one place, over the edge of its section too; or a section. */
export function move(definition: Definition, place: Place, by: 1 | -1): [Definition, Place] {
  const sections = sectionsOf(definition);
  const still: [Definition, Place] = [definition, place];
  if (place.item === null) {
    const to = place.section + by;
    const moved = sections[place.section];
    if (!moved || to < 0 || to >= sections.length) return still;
    return [
      withSections(definition, sections.toSpliced(place.section, 1).toSpliced(to, 0, moved)),
      { section: to, item: null },
    ];
  }
  const moved = itemAt(definition, place);
  if (!moved) return still;
  const size = itemsIn(sections[place.section]).length;
  let target = { section: place.section, item: place.item + by };
  if (target.item < 0 || target.item >= size) {
    const section = place.section + by;
    if (section < 0 || section >= sections.length) return still;
    target = { section, item: by > 0 ? 0 : itemsIn(sections[section]).length };
  }
  const without = remove(definition, place);
  return [withItems(without, target.section, (items) => items.toSpliced(target.item, 0, moved)), target];
}

export const changeItem = (definition: Definition, place: Place, item: Item): Definition =>
  withItems(definition, place.section, (items) => items.map((each, at) => (at === place.item ? item : each)));

export const changeSection = (definition: Definition, place: number, section: Section): Definition =>
  withSections(
    definition,
    sectionsOf(definition).map((each, at) => (at === place ? section : each)),
  );

/** Give an item another code, everywhere. */
export function recode(definition: Definition, place: Place, code: string): Definition {
  const before = itemAt(definition, place)?.code;
  const looks = (conditions: Condition[]) =>
    conditions.map((each) => (each.item === before ? { ...each, item: code } : each));
  const leads = (jumps: Jump[]) =>
    jumps.map((jump) => ({
      ...jump,
      ...(jump.when ? { when: looks(jump.when) } : {}),
      to: jump.to === before ? code : jump.to,
    }));
  const changed = (item: Item, isIt: boolean): Item => ({
    ...item,
    code: isIt ? code : item.code,
    ...(item.show_if ? { show_if: looks(item.show_if) } : {}),
    ...(item.jumps ? { jumps: leads(item.jumps) } : {}),
  });
  return withSections(
    definition,
    sectionsOf(definition).map((section, at) => ({
      ...section,
      items: itemsIn(section).map((item, number) =>
        changed(item, at === place.section && number === place.item),
      ),
    })),
  );
}

export const opsOf = (item: Item | undefined): Op[] => {
  switch (item?.kind) {
    case 'single':
    case 'multi':
      return ['is', 'is_not', 'answered', 'unanswered'];
    case 'scale':
    case 'nps':
    case 'number':
      return ['is', 'is_not', 'at_least', 'at_most', 'answered', 'unanswered'];
    default:
      return ['answered', 'unanswered'];
  }
};

/** Leave a property out when it says nothing, so that equal forms are written alike. */
export function put<K extends keyof Item>(item: Item, key: K, value: Item[K] | null | undefined): Item {
  const { [key]: _, ...others } = item;
  const isNothing =
    value === undefined ||
    value === null ||
    value === '' ||
    value === false ||
    (Array.isArray(value) && value.length === 0);
  return (isNothing ? others : { ...others, [key]: value }) as Item;
}

/** The codes of what differs between two definitions, sections included. */
export function differences(mine: Definition, theirs: Definition): string[] {
  const parts = (definition: Definition) =>
    new Map(
      sectionsOf(definition).flatMap(
        (section) =>
          [
            [section.code, JSON.stringify([section.title, itemsIn(section).map((item) => item.code)])],
            ...itemsIn(section).map((item): [string, string] => [item.code, JSON.stringify(item)]),
          ] as [string, string][],
      ),
    );
  const [a, b] = [parts(mine), parts(theirs)];
  return [...new Set([...a.keys(), ...b.keys()])].filter((code) => a.get(code) !== b.get(code));
}

/** The items before a place that are asked: what a condition there may look at. */
export function earlier(definition: Definition, place: Place): Item[] {
  return sectionsOf(definition).flatMap((section, at) =>
    itemsIn(section).filter(
      (item, number) =>
        item.kind !== 'info' && (at < place.section || (at === place.section && number < (place.item ?? 0))),
    ),
  );
}

/** The items after a place: where a jump from there may lead. */
export function later(definition: Definition, place: Place): Item[] {
  return sectionsOf(definition).flatMap((section, at) =>
    itemsIn(section).filter(
      (_, number) => at > place.section || (at === place.section && number > (place.item ?? 0)),
    ),
  );
}
