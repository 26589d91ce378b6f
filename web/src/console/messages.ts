/** Sentences of the console; every feature keeps its own files. What few people open brings its own with it. */
export const messages = import.meta.glob<Record<string, unknown>>(
  [
    './**/locales/*.json',
    '../shared/**/locales/*.json',
    '!./features/{admin,appraisal,board,figures,forms,messages,reports,screen}/locales/*.json',
    '!./features/reports/schedules/locales/*.json',
  ],
  {
    eager: true,
    import: 'default',
  },
);
