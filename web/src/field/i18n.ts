import answersEn from '@shared/forms/answers/locales/en.json';
import answersZh from '@shared/forms/answers/locales/zh-CN.json';
import { say } from '@shared/forms/words';
import { useSyncExternalStore } from 'react';
import en from './locales/en.json';
import zh from './locales/zh-CN.json';

const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

const STORAGE_KEY = 'kefu.language';
type Sentences = Record<string, unknown>;
const sentences: Record<Language, [Sentences, Sentences]> = { 'zh-CN': [zh, answersZh], en: [en, answersEn] };

type Slots = Record<string, string | number>;

function preferred(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (languages.includes(stored as Language)) return stored as Language;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

let language = preferred();
const listeners = new Set<() => void>();

export const current = (): Language => language;

export function setLanguage(wanted: Language): void {
  language = wanted;
  localStorage.setItem(STORAGE_KEY, wanted);
  for (const listener of listeners) listener();
}

/** The language of the page; whoever asks is drawn again when it changes. */
export const useLanguage = (): Language =>
  useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, current);

function find(key: string): string | undefined {
  const [own, answers] = sentences[language];
  let found = own[key] ?? (answers as unknown);
  if (typeof found !== 'string')
    for (const part of key.split('.')) found = (found as Sentences | undefined)?.[part];
  return typeof found === 'string' ? found : undefined;
}

/** A sentence with its slots filled in. */
export const t = (key: string, slots: Slots = {}): string =>
  (find(key) ?? key).replace(/\{(\w+)\}/g, (_, name: string) => String(slots[name] ?? ''));

/** What an error code of the server, or of this page, means. */
export const problemText = (code: string): string => find(`problem.${code}`) ?? t('problem.other', { code });

/** What is wrong with an answer. */
export const faultText = (code: string, facts: Record<string, number> = {}): string =>
  t(find(`fault.${code}`) === undefined ? 'fault.other' : `fault.${code}`, facts);

export const words = (text: { 'zh-CN'?: string; en?: string } | null | undefined): string =>
  say(text ?? undefined, language);

const format = (at: string | number, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...options,
  }).format(new Date(at));
export const time = (at: string | number): string => format(at, { month: 'numeric', day: 'numeric' });
export const clock = (at: string | number): string => format(at, {});
