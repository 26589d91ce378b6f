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
  'antd-more': 44 * KIB,
  feature: 24 * KIB,
};

/** Libraries that are fetched only where they are needed. */
const later = ['jssip', 'leaflet', 'antd-more'] as const;

const sizeOf = (chunk: Rolldown.OutputChunk) => gzipSync(chunk.code, { level: 9 }).length;

test('the console stays within its budget', { timeout: 120_000 }, async () => {
  vi.stubEnv('NODE_ENV', 'production');
  const root = new URL('..', import.meta.url).pathname;
  const built = (await build({
    root,
    logLevel: 'silent',
    build: { write: false },
  })) as Rolldown.RolldownOutput;
  const chunks = built.output.filter((part) => part.type === 'chunk');
  const byFile = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
  const entry = chunks.find((chunk) => chunk.isEntry);
  if (!entry) throw new Error('no entry');

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

  const sizes = chunks.map((chunk) => [chunk.name, sizeOf(chunk), first.has(chunk)] as const);
  for (const [name, size, isFirst] of sizes) {
    process.stdout.write(
      `${name.padEnd(18)} ${(size / KIB).toFixed(1).padStart(7)} KiB gz${isFirst ? '' : '  later'}\n`,
    );
  }
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
    if (!isFirst && !later.some((each) => each === name)) expect(size, name).toBeLessThan(budgets.feature);
});
