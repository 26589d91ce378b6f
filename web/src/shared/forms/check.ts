/** One answer to one item: is there one, and what is wrong with it. The same as src/kefu/forms/rules/answering.py. */

import { type Answer, type Fault, type Item, MAX_PHOTOS, MAX_TEXT } from './model';
import { matches } from './pattern';

const BLANK = /^[ \t\r\n\u00a0\u3000]*$/;
const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const PHONE = /^\+?[0-9]{3,20}$/;
const FILE = /^[A-Za-z0-9-]{1,64}$/;

export const isNumber = (answer: Answer): answer is number =>
  typeof answer === 'number' && Math.abs(answer) <= 1e12;

/** Tell whether an answer says nothing. */
export const isBlank = (answer: Answer): boolean =>
  answer === null ||
  answer === undefined ||
  (Array.isArray(answer) && answer.length === 0) ||
  (typeof answer === 'string' && BLANK.test(answer));

/** The least and the most: the value of a number, characters of a text, how many choices or photos. */
export function bounds(item: Item): [number, number] {
  if (item.kind === 'nps') return [0, 10];
  const usual: Partial<Record<Item['kind'], [number, number]>> = {
    scale: [1, 5],
    number: [-1e12, 1e12],
    multi: [0, item.options?.length ?? 0],
    photo: [0, MAX_PHOTOS],
  };
  const [least, most] = usual[item.kind] ?? [0, MAX_TEXT];
  return [item.min ?? least, item.max ?? most];
}

/** What is wrong with an answer that is not blank; null when nothing is. */
export function faultOf(item: Item, answer: Answer): Fault | null {
  if (item.kind === 'number' || item.kind === 'scale' || item.kind === 'nps')
    return faultOfNumber(item, answer);
  if (item.kind === 'multi' || item.kind === 'photo') return faultOfList(item, answer);
  if (item.kind === 'info' || typeof answer !== 'string') return fault(item, 'answer-wrong-kind');
  if (!isStorable(answer)) return fault(item, 'answer-bad-character');
  return faultOfText(item, answer);
}

const fault = (item: Item, code: string, facts?: Record<string, number>): Fault =>
  facts ? { item: item.code, code, facts } : { item: item.code, code };

const isStorable = (text: string) => !text.includes('\0') && !/\p{Surrogate}/u.test(text);

function faultOfText(item: Item, answer: string): Fault | null {
  const [least, most] = bounds(item);
  if (item.kind === 'text' || item.kind === 'address') {
    const size = [...answer].length;
    if (size > most) return fault(item, 'answer-too-long', { max: most });
    if (size < least) return fault(item, 'answer-too-short', { min: least });
    return item.pattern && !matches(item.pattern, answer) ? fault(item, 'answer-pattern') : null;
  }
  if (item.kind === 'single')
    return item.options?.some((option) => option.code === answer)
      ? null
      : fault(item, 'answer-not-an-option');
  if (item.kind === 'date') return isDate(answer) ? null : fault(item, 'answer-not-a-date');
  if (item.kind === 'phone') return PHONE.test(answer) ? null : fault(item, 'answer-not-a-phone');
  return FILE.test(answer) ? null : fault(item, 'answer-wrong-kind');
}

function faultOfNumber(item: Item, answer: Answer): Fault | null {
  if (!isNumber(answer)) return fault(item, 'answer-wrong-kind');
  if ((item.is_whole || item.kind !== 'number') && !Number.isInteger(answer))
    return fault(item, 'answer-not-whole');
  const [least, most] = bounds(item);
  if (answer < least) return fault(item, 'answer-too-small', { min: least });
  return answer > most ? fault(item, 'answer-too-large', { max: most }) : null;
}

function faultOfList(item: Item, answer: Answer): Fault | null {
  if (!Array.isArray(answer) || !answer.every((each) => typeof each === 'string'))
    return fault(item, 'answer-wrong-kind');
  if (item.kind === 'multi' && !answer.every((each) => item.options?.some((option) => option.code === each)))
    return fault(item, 'answer-not-an-option');
  if (item.kind === 'photo' && !answer.every((each) => FILE.test(each)))
    return fault(item, 'answer-wrong-kind');
  if (new Set(answer).size < answer.length) return fault(item, 'answer-repeated');
  const [least, most] = bounds(item);
  if (answer.length < least) return fault(item, 'answer-too-few', { min: least });
  return answer.length > most ? fault(item, 'answer-too-many', { max: most }) : null;
}

function isDate(text: string): boolean {
  const [, year, month, day] = DATE.exec(text) ?? [];
  if (!year || year === '0000') return false;
  const date = new Date(`${text}T00:00:00Z`);
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}
