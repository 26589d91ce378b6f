/** The small dialect of regular expressions that src/kefu/forms/rules/pattern.py describes; the same line by line. */

const SPECIAL = '\\\\[\\]{}()*+?|^$./-';
const ATOM = new RegExp(
  `(?:(\\\\d)|\\\\([${SPECIAL}])|(\\.)|\\[((?:\\\\d|\\\\[${SPECIAL}]|[^\\\\[\\]^])+)\\]|([^\\\\[\\]{}()*+?|^$.]))` +
    '(?:([?*+])|\\{([0-9]{1,3})(?:(,)([0-9]{1,3})?)?\\})?',
  'suy',
);
const RANGE = new RegExp(
  `(\\\\d)|(?:\\\\([${SPECIAL}])|([^\\\\]))(?:-(?:\\\\([${SPECIAL}])|([^\\\\])))?`,
  'sug',
);
const MANY = 1_000_000;

interface Atom {
  ranges: [number, number][];
  least: number;
  most: number;
}

const point = (character: string) => character.codePointAt(0) ?? 0;

function rangesOf(token: RegExpExecArray): [number, number][] {
  const [, digit, escaped, anything, several, plain] = token;
  if (digit) return [[48, 57]];
  if (anything) return [[0, 0x10ffff]];
  if (several === undefined) {
    const one = point(escaped ?? plain ?? '');
    return [[one, one]];
  }
  return [...several.matchAll(RANGE)].map((each) => {
    if (each[1]) return [48, 57];
    const low = point(each[2] ?? each[3] ?? '');
    const high = each[4] ?? each[5];
    return [low, high === undefined ? low : point(high)];
  });
}

function timesOf(token: RegExpExecArray): [number, number] {
  const [sign, least, comma, most] = [token[6], token[7], token[8], token[9]];
  if (sign) return [sign === '+' ? 1 : 0, sign === '?' ? 1 : MANY];
  if (least === undefined) return [1, 1];
  if (most !== undefined) return [Number(least), Number(most)];
  return [Number(least), comma ? MANY : Number(least)];
}

/** Read a pattern; null when it is not one. */
export function atoms(pattern: string): Atom[] | null {
  const found: Atom[] = [];
  let at = 0;
  while (at < pattern.length) {
    ATOM.lastIndex = at;
    const token = ATOM.exec(pattern);
    if (token === null) return null;
    at = ATOM.lastIndex;
    const ranges = rangesOf(token);
    const [least, most] = timesOf(token);
    if (least > most || ranges.some(([low, high]) => low > high)) return null;
    found.push({ ranges, least, most });
  }
  return found;
}

/** Tell whether the whole text looks like the pattern; nothing looks like one that cannot be read. */
export function matches(pattern: string, text: string): boolean {
  const characters = [...text].map(point);
  let reached = characters.map(() => false);
  reached = [true, ...reached];
  const wanted = atoms(pattern);
  if (wanted === null) return false;
  for (const atom of wanted) reached = after(atom, characters, reached);
  return reached.at(-1) === true;
}

function after(atom: Atom, characters: number[], reached: boolean[]): boolean[] {
  const size = characters.length;
  const takes = (character: number) =>
    atom.ranges.some(([low, high]) => low <= character && character <= high);
  const runEnds = new Array<number>(size + 1).fill(size);
  for (let at = size - 1; at >= 0; at--)
    runEnds[at] = takes(characters[at] ?? -1) ? (runEnds[at + 1] ?? size) : at;
  const steps = new Array<number>(size + 2).fill(0);
  reached.forEach((isReached, at) => {
    const [first, last] = [at + atom.least, Math.min(runEnds[at] ?? 0, at + atom.most)];
    if (!isReached || first > last) return;
    steps[first] = (steps[first] ?? 0) + 1;
    steps[last + 1] = (steps[last + 1] ?? 0) - 1;
  });
  let depth = 0;
  return steps.slice(0, -1).map((step) => {
    depth += step;
    return depth > 0;
  });
}
