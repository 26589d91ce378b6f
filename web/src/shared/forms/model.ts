/** Forms as data, as the server sends them; what the fields mean stands in docs/reference/forms.md. */

/** Words in both languages; a draft may lack some. */
export type Words = { 'zh-CN'?: string; en?: string };

export const kinds = [
  'single',
  'multi',
  'scale',
  'nps',
  'text',
  'number',
  'date',
  'phone',
  'address',
  'photo',
  'signature',
  'info',
] as const;
export type Kind = (typeof kinds)[number];

export const purposes = ['ticket', 'work_order', 'survey', 'quality'] as const;
export type Purpose = (typeof purposes)[number];

export const ops = ['is', 'is_not', 'at_least', 'at_most', 'answered', 'unanswered'] as const;
export type Op = (typeof ops)[number];

export interface Condition {
  item: string;
  op: Op;
  values?: (string | number)[];
}

/** The first jump whose conditions all hold is taken; `to` is a later item or "end". */
export interface Jump {
  when?: Condition[];
  to: string;
}

export interface Option {
  code: string;
  label: Words;
  score?: number;
}

export interface Item {
  code: string;
  kind: Kind;
  label: Words;
  hint?: Words;
  is_required?: boolean;
  options?: Option[];
  min?: number;
  max?: number;
  is_whole?: boolean;
  pattern?: string;
  show_if?: Condition[];
  jumps?: Jump[];
  prefill?: string;
  satisfied_from?: number;
}

export interface Section {
  code: string;
  title: Words;
  items?: Item[];
}

export interface Definition {
  format?: 1;
  sections?: Section[];
}

/** A text, a number or a list of texts; null or nothing when there is none. */
export type Answer = unknown;
export type Answers = Readonly<Record<string, Answer>>;

export interface Fault {
  item: string;
  code: string;
  facts?: Record<string, number>;
}

export const END = 'end';
export const MAX_TEXT = 2000;
export const MAX_PHOTOS = 10;

export const itemsOf = (definition: Definition): Item[] =>
  (definition.sections ?? []).flatMap((section) => section.items ?? []);
