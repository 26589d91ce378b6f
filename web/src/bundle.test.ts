// @vitest-environment node
import { gzipSync } from 'node:zlib';
import { build, type Rolldown } from 'vite';
import { expect, test, vi } from 'vitest';

const KIB = 1024;

/** What may be fetched, compressed, before the log-in page or the desk shows, and what a feature may add later. */
const budgets = {
  first: 460 * KIB,
  react: 80 * KIB,
  antd: 240 * KIB,
  own: 120 * KIB,
  jssip: 64 * KIB,
  leaflet: 48 * KIB,
  'rrweb-record': 32 * KIB,
  'rrweb-replay': 80 * KIB,
  'antd-more': 44 * KIB,
  feature: 24 * KIB,
  /** The repairmen's whole page, with its styles: over a bad line, on a telephone. */
  field: 100 * KIB,
};

/** Libraries that are fetched only where they are needed. */
const later = ['jssip', 'leaflet', 'antd-more', 'rrweb-record', 'rrweb-replay'] as const;

const zipped = (content: string | Uint8Array) => gzipSync(content, { level: 9 }).length;
const sizeOf = (chunk: Rolldown.OutputChunk) => zipped(chunk.code);

test('the console and the field page stay within their budgets', { timeout: 120_000 }, async () => {
  vi.stubEnv('NODE_ENV', 'production');
  const root = new URL('..', import.meta.url).pathname;
  const built = (await build({
    root,
    logLevel: 'silent',
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  const chunks = built.output.filter((part) => part.type === 'chunk');
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const entryOf = (page: string) => {
    const found = chunks.find((chunk) => chunk.isEntry && chunk.facadeModuleId?.endsWith(`/${page}`));
    if (!found) throw new Error(`no entry of ${page}`);
    return found;
  };
  /** What an entry fetches before it shows anything. */
  const firstOf = (entry: Rolldown.OutputChunk) => {
    const first = new Set<Rolldown.OutputChunk>();
    const follow = (chunk: Rolldown.OutputChunk) => {
      if (first.has(chunk)) return;
      first.add(chunk);
      for (const file of chunk.imports) {
        const next = byFile.get(file);
        if (next) follow(next);
      }
    };
    follow(entry);
    return first;
  };
  const entry = entryOf('index.html');
  const field = firstOf(entryOf('field.html'));
  const first = firstOf(entry);

  const sizes = chunks.map((chunk) => [chunk.name, sizeOf(chunk), first.has(chunk)] as const);
  for (const [name, size, isFirst] of sizes) {
    process.stdout.write(
      `${name.padEnd(18)} ${(size / KIB).toFixed(1).padStart(7)} KiB gz${isFirst ? '' : '  later'}\n`,
    );
  }
  const isField = (wanted: string) => [...field].some(({ name }) => name === wanted);
  const of = (wanted: string) => sizes.find(([name]) => name === wanted)?.[1] ?? Number.NaN;
  expect(sizes.filter(([, , isFirst]) => isFirst).reduce((sum, [, size]) => sum + size, 0)).toBeLessThan(
    budgets.first,
  );
  expect(of('react')).toBeLessThan(budgets.react);
  expect(of('antd')).toBeLessThan(budgets.antd);
  for (const name of later) {
    expect(of(name), name).toBeLessThan(budgets[name]);
    expect(sizes.find(([each]) => each === name)?.[2], `${name} comes later`).toBe(false);
  }
  expect(sizeOf(entry)).toBeLessThan(budgets.own);
  for (const [name, size, isFirst] of sizes)
    if (!isFirst && !later.some((each) => each === name) && !isField(name))
      expect(size, name).toBeLessThan(budgets.feature);

  expect([...field].filter((chunk) => chunk.name.startsWith('antd')).map(({ name }) => name)).toEqual([]);
  expect(
    [...field].flatMap((chunk) => chunk.moduleIds).filter((id) => /antd|@rc-component/.test(id)),
  ).toEqual([]);
  expect([...field].flatMap((chunk) => chunk.dynamicImports)).toEqual([]);
  const styles = new Set([...field].flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]));
  const css = built.output.filter((part) => part.type === 'asset' && styles.has(part.fileName));
  expect(css.length).toBeGreaterThan(0);
  const whole =
    [...field].reduce((sum, chunk) => sum + sizeOf(chunk), 0) +
    css.reduce((sum, part) => sum + (part.type === 'asset' ? zipped(part.source) : 0), 0);
  process.stdout.write(`field page ${(whole / KIB).toFixed(1)} KiB gz\n`);
  expect(whole).toBeLessThan(budgets.field);
});
