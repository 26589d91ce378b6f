// @vitest-environment node
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { color } from './tokens';

test('the style sheet and the code name the same colours', () => {
  const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
  const inCss = Object.fromEntries(
    [...css.matchAll(/--([\w-]+): (#\w+);/g)].map((match) => [match[1], match[2]]),
  );
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  expect(inCss).toEqual(
    Object.fromEntries(Object.entries(color).map(([name, value]) => [kebab(name), value])),
  );
});
