/** The way through a form. The same as src/kefu/forms/rules/walking.py; both run tests/data/forms/cases.json. */

import { faultOf, isBlank, isNumber } from './check';
import {
  type Answer,
  type Answers,
  type Condition,
  type Definition,
  END,
  type Fault,
  type Item,
  itemsOf,
} from './model';

export interface Walk {
  /** The codes of the items that are asked, in their order. */
  asked: string[];
  /** Nothing of what is asked is missing or wrong. */
  isDone: boolean;
}

interface Visit {
  item: Item;
  /** The answer when it counts: asked for, not blank, nothing wrong with it; else undefined. */
  answer: Answer;
  fault: Fault | null;
}

/** Go through the items that are asked; ends for any definition. */
export function visit(definition: Definition, answers: Answers): Visit[] {
  const items = itemsOf(definition);
  const places = new Map(items.map((item, place) => [item.code, place]));
  const counting = new Map<string, Answer>();
  const found: Visit[] = [];
  let at = 0;
  while (at < items.length) {
    const item = items[at] as Item;
    at += 1;
    if (!holds(item.show_if, counting)) continue;
    const seen = look(item, Object.hasOwn(answers, item.code) ? answers[item.code] : undefined);
    if (seen.answer !== undefined) counting.set(item.code, seen.answer);
    found.push(seen);
    at = nextPlace(item, at, counting, places, items.length);
  }
  return found;
}

function look(item: Item, given: Answer): Visit {
  if (item.kind === 'info') return { item, answer: undefined, fault: null };
  if (isBlank(given)) {
    const missing = { item: item.code, code: 'answer-missing' };
    return { item, answer: undefined, fault: item.is_required ? missing : null };
  }
  const fault = faultOf(item, given);
  return { item, answer: fault ? undefined : given, fault };
}

export function walk(definition: Definition, answers: Answers): Walk {
  const visits = visit(definition, answers);
  return { asked: visits.map(({ item }) => item.code), isDone: visits.every(({ fault }) => !fault) };
}

/** List what is missing or wrong, and answers to items that there are not. */
export function check(definition: Definition, answers: Answers): Fault[] {
  const known = new Set(itemsOf(definition).flatMap((item) => (item.kind === 'info' ? [] : [item.code])));
  const unknown = Object.keys(answers).filter((code) => !known.has(code));
  return [
    ...visit(definition, answers).flatMap(({ fault }) => fault ?? []),
    ...unknown.map((item) => ({ item, code: 'form-answer-unknown' })),
  ];
}

/** The answers that count, in the form's order: what is sent to the server. */
export const kept = (definition: Definition, answers: Answers): Record<string, Answer> =>
  Object.fromEntries(
    visit(definition, answers).flatMap(({ item, answer }) =>
      answer === undefined ? [] : [[item.code, answer]],
    ),
  );

/** The answers that are known already, by the names that items give; what does not fit is left out. */
export const prefill = (definition: Definition, values: Answers): Record<string, Answer> =>
  Object.fromEntries(
    itemsOf(definition).flatMap((item) => {
      const value = item.prefill ? values[item.prefill] : undefined;
      return isBlank(value) || faultOf(item, value) ? [] : [[item.code, value]];
    }),
  );

/** Where it goes on after an item; a jump that leads back, or nowhere, is not taken. */
function nextPlace(
  item: Item,
  after: number,
  counting: Map<string, Answer>,
  places: Map<string, number>,
  end: number,
): number {
  const jump = item.jumps?.find(({ when }) => holds(when, counting));
  if (!jump) return after;
  return Math.max(jump.to === END ? end : (places.get(jump.to) ?? after), after);
}

const holds = (conditions: Condition[] = [], counting: Map<string, Answer>): boolean =>
  conditions.every((condition) => holdsOne(condition, counting.get(condition.item)));

function holdsOne({ op, values = [] }: Condition, answer: Answer): boolean {
  if (answer === undefined || op === 'answered' || op === 'unanswered')
    return (answer === undefined) === (op === 'unanswered');
  if (op === 'at_least' || op === 'at_most') {
    const [bound] = values;
    if (!isNumber(answer) || !isNumber(bound)) return false;
    return op === 'at_least' ? answer >= bound : answer <= bound;
  }
  const chosen: Answer[] = Array.isArray(answer) ? answer : [answer];
  return chosen.some((each) => values.includes(each as string | number)) === (op === 'is');
}
