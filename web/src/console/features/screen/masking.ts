import type { DeskConfig, QueueView } from '@shared/rt/events';
import i18next from 'i18next';

/**
 * What leaves this page of its own picture. Only words of ours are legible: what the product itself says and what
 * the centre calls its queues, reasons and results. All else, whoever wrote it, is dots: a text that nobody
 * thought of is hidden, not shown.
 */
export function legibleWords(config: DeskConfig, queues: QueueView[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const bundles of Object.values(i18next.store.data)) {
    for (const bundle of Object.values(bundles)) gather(bundle, words);
  }
  gather(config, words);
  gather(
    queues.map(({ name }) => name),
    words,
  );
  return words;
}

function gather(from: unknown, words: Set<string>): void {
  if (typeof from === 'string') words.add(from.trim());
  else if (from && typeof from === 'object') for (const each of Object.values(from)) gather(each, words);
}

/** Times, durations and small counts: too short to be anybody's number. */
const SHORT_FIGURE = /^\d{1,3}$|^\d{1,2}(:\d{2}){1,2}$/;

export function maskText(text: string, words: ReadonlySet<string>): string {
  const said = text.trim();
  return said === '' || words.has(said) || SHORT_FIGURE.test(said) ? text : dots(text);
}

export const dots = (text: string) => text.replace(/\S/g, '•');

/** Attributes that say how something looks, never what it says. */
const PLAIN = new Set(
  'class style type role rel dir lang media disabled hidden checked selected colspan rowspan cols rows width height size viewbox d fill fill-rule clip-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray points x y x1 x2 y1 y2 cx cy r rx ry dx dy transform opacity offset text-anchor focusable preserveaspectratio xmlns _csstext'.split(
    ' ',
  ),
);
const STATES = /^(aria|data)-[a-z-]+$/;
const STATE = /^(true|false|mixed|page|)$/;
/** Those that styles ask for; their values are our own words. */
const KINDS =
  /^data-(state|tone|kind|phase|severity|due|bucket|series|front|action|view|saving|match|alarm)$/;
const KIND = /^[a-z0-9_]{1,20}$/;

type Attributes = Record<string, unknown>;

/** Leave out of an element's attributes what could say something of a person. */
export function plainAttributes(attributes: Attributes): Attributes {
  const isStyles = attributes.rel === 'stylesheet';
  return Object.fromEntries(
    Object.entries(attributes).filter(([name, value]) => {
      const known = name.toLowerCase();
      if (PLAIN.has(known) || /^rr_(width|height|scroll)/.test(known)) return true;
      if (known === 'href') return isStyles && isOurs(value);
      if (known === 'id') return value === 'root';
      const word = value === null || value === true || value === false ? '' : String(value);
      return (STATES.test(known) && STATE.test(word)) || (KINDS.test(known) && KIND.test(word));
    }),
  );
}

const isOurs = (address: unknown) =>
  typeof address === 'string' && new URL(address, location.href).origin === location.origin;

interface Node {
  tagName?: string;
  textContent?: string;
  attributes?: Attributes;
  childNodes?: Node[];
}

interface Data {
  href?: string;
  /** What an input holds. */
  text?: string;
  texts?: { value: string | null }[];
  node?: Node;
  adds?: { node: Node }[];
  attributes?: { attributes: Attributes }[];
}

/** Take out of a recorded event, in place, all that could say something of a person. */
export function scrub<T extends { data: unknown }>(event: T, words: ReadonlySet<string>): T {
  const data = event.data as Data;
  if (data.href !== undefined) data.href = location.origin;
  if (data.text !== undefined) data.text = dots(data.text);
  if (data.node) scrubNode(data.node, words);
  for (const added of data.adds ?? []) scrubNode(added.node, words);
  for (const changed of data.texts ?? []) changed.value = changed.value && maskText(changed.value, words);
  for (const changed of data.attributes ?? []) changed.attributes = plainAttributes(changed.attributes);
  return event;
}

function scrubNode(node: Node, words: ReadonlySet<string>): void {
  if (node.attributes) node.attributes = plainAttributes(node.attributes);
  if (node.textContent !== undefined) node.textContent = maskText(node.textContent, words);
  if (node.tagName !== 'style') for (const child of node.childNodes ?? []) scrubNode(child, words);
}
