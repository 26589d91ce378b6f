/** All sentences of the console; every feature keeps its own files. */
export const messages = import.meta.glob<Record<string, unknown>>(
  ['./**/locales/*.json', '../shared/**/locales/*.json'],
  {
    eager: true,
    import: 'default',
  },
);
