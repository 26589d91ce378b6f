// @vitest-environment node
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Answer, Answers, Definition, Fault } from './model';
import { matches } from './pattern';
import { check, kept, prefill, walk } from './walk';

interface Case {
  answers: Answers;
  asked: string[];
  faults: Fault[];
  kept: Record<string, Answer>;
}

const cases: {
  forms: { name: string; definition: Definition; cases: Case[] }[];
  patterns: { pattern: string; text: string; is_match: boolean }[];
  prefill: { definition: Definition; cases: { values: Answers; answers: Answers }[] };
} = JSON.parse(
  readFileSync(new URL('../../../../tests/data/forms/cases.json', import.meta.url).pathname, 'utf8'),
);

const all = cases.forms.flatMap(({ name, definition, cases }) =>
  cases.map((each, number) => ({ name: `${name} ${number}`, definition, ...each })),
);

test.each(all)('answers lead where they should: $name', ({ definition, answers, ...wanted }) => {
  const faults = check(definition, answers).map(({ item, code }) => ({ item, code }));
  expect(walk(definition, answers)).toEqual({
    asked: wanted.asked,
    isDone: faults.every(({ code }) => code === 'form-answer-unknown'),
  });
  expect(faults).toEqual(wanted.faults);
  expect(kept(definition, answers)).toEqual(wanted.kept);
});

test.each(cases.patterns)('pattern $pattern of $text', ({ pattern, text, is_match }) => {
  expect(matches(pattern, text)).toBe(is_match);
});

test.each(cases.prefill.cases)('what is known is filled in', ({ values, answers }) => {
  expect(prefill(cases.prefill.definition, values)).toEqual(answers);
});
