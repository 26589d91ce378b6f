import i18next from 'i18next';
import ICU from 'i18next-icu';
import { useCallback } from 'react';
import { initReactI18next, useTranslation } from 'react-i18next';
import type { Text } from '../rt/events';

export const languages = ['zh-CN', 'en'] as const;
export type Language = (typeof languages)[number];

const STORAGE_KEY = 'kefu.language';

type Messages = Record<string, unknown>;

/** Sort locale files by language and namespace: `.../desk/locales/en.json` is namespace `desk` of `en`. */
export function collect(files: Record<string, Messages>): Record<Language, Record<string, Messages>> {
  const resources: Record<Language, Record<string, Messages>> = { 'zh-CN': {}, en: {} };
  for (const [path, messages] of Object.entries(files)) {
    const [, namespace, language] = /([\w-]+)\/locales\/([\w-]+)\.json$/.exec(path) ?? [];
    if (namespace && language && language in resources) resources[language as Language][namespace] = messages;
  }
  return resources;
}

function preferred(): Language {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (languages.includes(stored as Language)) return stored as Language;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** Start translation with the locale files of an entry; synchronous, so that the first paint has words. */
export function startI18n(files: Record<string, Messages>, language = preferred()): typeof i18next {
  document.documentElement.lang = language;
  i18next.on('languageChanged', (changed) => {
    document.documentElement.lang = changed;
    localStorage.setItem(STORAGE_KEY, changed);
  });
  void i18next
    .use(ICU)
    .use(initReactI18next)
    .init({
      resources: collect(files),
      lng: language,
      fallbackLng: 'zh-CN',
      defaultNS: 'ui',
      initAsync: false,
    });
  return i18next;
}

/** Add the sentences of a page that is fetched later to those that are there; tests load such pages before translation starts. */
export function addMessages(namespace: string, messages: Record<Language, Messages>): void {
  const add = () => {
    for (const language of languages)
      i18next.addResourceBundle(language, namespace, messages[language], true, true);
  };
  if (i18next.isInitialized) add();
  else i18next.on('initialized', add);
}

export function useLanguage(): Language {
  return useTranslation().i18n.language as Language;
}

/** Names that the server sends in both languages. */
export function useText(): (text: Text | null | undefined) => string {
  const language = useLanguage();
  return useCallback((text) => (text ? text[language] || text['zh-CN'] : ''), [language]);
}
