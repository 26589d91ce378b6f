// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { collect, type Language, languages } from '.';

const source = new URL('../..', import.meta.url).pathname;
const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
const read = (file: string) => readFileSync(join(source, file), 'utf8');

const resources = collect(
  Object.fromEntries(
    files.filter((file) => /locales\/.*\.json$/.test(file)).map((file) => [file, JSON.parse(read(file))]),
  ),
);

/** Every sentence of a language by its full key, `desk:list.title`. */
function flatten(language: Language): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (prefix: string, node: unknown) => {
    if (typeof node === 'string') found.set(prefix, node);
    else
      for (const [key, child] of Object.entries(node as object))
        walk(`${prefix}${prefix.endsWith(':') ? '' : '.'}${key}`, child);
  };
  for (const [namespace, tree] of Object.entries(resources[language])) walk(`${namespace}:`, tree);
  return found;
}

const zh = flatten('zh-CN');
const en = flatten('en');
const slots = (sentence: string) => [...sentence.matchAll(/\{(\w+)/g)].map((match) => match[1]).sort();

/** Strings and templates of the code, a template's holes standing for anything. */
const code = files
  .filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file))
  .map(read)
  .join('\n');
const quoted = new Set([...code.matchAll(/'([\w:.-]+)'/g)].map((match) => match[1]));
const templates = [...code.matchAll(/`([\w:.-]*\$\{[^`]*)`/g)].map(
  (match) =>
    new RegExp(
      `^${(match[1] ?? '')
        .replace(/\$\{[^}]*\}/g, '\u0000')
        .replace(/[.*+?^()|[\]\\]/g, '\\$&')
        .replaceAll('\u0000', '[\\w-]+')}$`,
    ),
);
const isUsed = (key: string) => {
  const short = key.slice(key.indexOf(':') + 1);
  return (
    quoted.has(short) ||
    quoted.has(key) ||
    templates.some((template) => template.test(short) || template.test(key))
  );
};

test('every sentence stands in both languages, with the same slots', () => {
  expect(zh.size).toBeGreaterThan(200);
  expect([...en.keys()].sort()).toEqual([...zh.keys()].sort());
  for (const [key, sentence] of zh) expect(slots(en.get(key) ?? ''), key).toEqual(slots(sentence));
});

test.each(languages)('no sentence is empty in %s', (language) => {
  expect([...flatten(language)].filter(([, sentence]) => sentence.trim() === '')).toEqual([]);
});

test('no sentence is unused', () => {
  expect([...zh.keys()].filter((key) => !isUsed(key))).toEqual([]);
});

test('no sentence is missing', () => {
  const asked = [...code.matchAll(/\bt\('([\w:.-]+)'/g)].map((match) => match[1] ?? '');
  const known = new Set([...zh.keys()].flatMap((key) => [key, key.slice(key.indexOf(':') + 1)]));
  expect(asked.length).toBeGreaterThan(100);
  expect(asked.filter((key) => !known.has(key))).toEqual([]);
});
