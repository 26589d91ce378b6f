import type { Words } from './model';

/** Say words in a language; in the other one when they are not there yet. */
export const say = (words: Words | undefined, language: 'zh-CN' | 'en'): string =>
  words?.[language] || words?.['zh-CN'] || words?.en || '';

/** Whole numbers from one to another, both included. */
export const range = (least: number, most: number): number[] =>
  Array.from(
    { length: Math.max(0, Math.floor(most) - Math.ceil(least) + 1) },
    (_, step) => Math.ceil(least) + step,
  );
