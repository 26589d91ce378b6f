import { bounds } from '@shared/forms/check';
import type { Answer, Item } from '@shared/forms/model';
import { range } from '@shared/forms/words';
import { type RefObject, useEffect, useRef } from 'react';
import { isGroup } from './FieldFrame';

/** The key of each choice: 1 is the first option; a rating is chosen by its own number. */
export function keysOf(item: Item): { key: string; value: string | number }[] {
  if (item.kind === 'scale' || item.kind === 'nps')
    return range(...bounds(item)).flatMap((point) =>
      point <= 9 ? [{ key: String(point), value: point }] : [],
    );
  if (!isGroup(item)) return [];
  return (item.options ?? []).slice(0, 9).map(({ code }, place) => ({ key: String(place + 1), value: code }));
}

interface Keys {
  isOn: boolean;
  box: RefObject<HTMLElement | null>;
  visits: { item: Item; answer: Answer }[];
  shown: Set<string>;
  /** The question that is answered when none has the focus. */
  current: Item | undefined;
  change: (item: Item, answer: Answer) => void;
}

const writes = 'textarea, select, [contenteditable=true], input:not([type=radio]):not([type=checkbox])';

/** Choose by number keys, as long as nobody is writing anywhere and nothing lies over the form. */
export function useChoiceKeys(keys: Keys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  const { isOn } = keys;
  useEffect(() => {
    if (!isOn) return;
    const listen = (event: KeyboardEvent) => {
      if (
        event.isComposing ||
        event.repeat ||
        event.ctrlKey ||
        event.altKey ||
        event.metaKey ||
        event.shiftKey
      )
        return;
      const { box, visits, shown, current, change } = latest.current;
      const focused = document.activeElement;
      if (!box.current || focused?.matches(writes)) return;
      const layer = focused?.closest('[role=dialog]');
      if (layer && !layer.contains(box.current)) return;
      const inside = visits.find(
        ({ item }) =>
          shown.has(item.code) &&
          focused?.closest(`[data-testid="field-${item.code}"]`) &&
          keysOf(item).length,
      );
      const item = inside && box.current.contains(focused) ? inside.item : current;
      const chosen = item && keysOf(item).find(({ key }) => key === event.key);
      if (!item || !chosen) return;
      event.preventDefault();
      if (item.kind !== 'multi') {
        (focused as HTMLElement | null)?.blur(); // so that the next key answers the next question
        return change(item, chosen.value);
      }
      const before = visits.find((visit) => visit.item === item)?.answer;
      const several: unknown[] = Array.isArray(before) ? before : [];
      const codes = (item.options ?? []).map((option) => option.code);
      change(
        item,
        codes.filter((code) => several.includes(code) !== (code === chosen.value)),
      );
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [isOn]);
}
