import { useEffect, useRef } from 'react';

/** The name of a key press as the shortcuts below spell it: "F2", "Ctrl+Shift+E", "Alt+1". */
export function keyName(event: KeyboardEvent): string {
  const key = event.code.startsWith('Digit') ? event.code.slice(5) : event.key;
  const parts = [
    (event.ctrlKey || event.metaKey) && 'Ctrl',
    event.altKey && 'Alt',
    event.shiftKey && 'Shift',
    key.length === 1 ? key.toUpperCase() : key,
  ];
  return parts.filter(Boolean).join('+');
}

/**
 * Listen for function keys and combinations with a modifier, never bare letters (WCAG 2.1.4), and never while an
 * input method composes a word.
 */
export function useHotkeys(actions: Record<string, (() => void) | false | undefined>): void {
  const current = useRef(actions);
  useEffect(() => {
    current.current = actions;
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.isComposing || event.keyCode === 229 || event.repeat) return;
      const name = keyName(event);
      if (!(name in current.current)) return;
      event.preventDefault();
      const action = current.current[name];
      if (action) action();
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
}
