import type { Text } from '@shared/rt/events';
import type { Category, Kind, Settings } from './api';

interface Option {
  value: string;
  label: string;
  children?: Option[];
}

/** The categories in use below one of a kind, as a tree; a parent without any in use below is a leaf. */
export function childrenOf(
  categories: Category[],
  kind: Kind,
  parent: string | null,
  text: (words: Text) => string,
): Option[] {
  return categories
    .filter((one) => one.is_active && one.kind === kind && (one.parent_code || null) === parent)
    .toSorted((a, b) => a.position - b.position)
    .map(({ code, name }) => {
      const children = childrenOf(categories, kind, code, text);
      return { value: code, label: text(name), ...(children.length > 0 ? { children } : {}) };
    });
}

/** The codes from the root down to a category. */
export function pathOf(categories: Category[], code: string): string[] {
  const path: string[] = [];
  let at = categories.find((one) => one.code === code);
  while (at && !path.includes(at.code)) {
    path.unshift(at.code);
    const parent = at.parent_code;
    at = categories.find((one) => one.code === parent);
  }
  return path;
}

/** Whether tickets of a kind can be closed while the customer is still on the phone. */
export const mayBeSettled = (settings: Settings, kind: Kind): boolean =>
  settings.lifecycles
    .find((one) => one.kind === kind)
    ?.lifecycle.transitions.some(({ action }) => action === 'settle') ?? false;
