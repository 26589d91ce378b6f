import { fireEvent, render } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { useHotkeys } from './useHotkeys';

function Keys({ actions }: { actions: Record<string, () => void> }) {
  useHotkeys(actions);
  return null;
}

test('listens for function keys and combinations, by physical digit', () => {
  const actions = { F2: vi.fn(), 'Ctrl+Shift+E': vi.fn(), 'Alt+1': vi.fn() };
  render(<Keys actions={actions} />);
  fireEvent.keyDown(document.body, { key: 'F2', code: 'F2' });
  fireEvent.keyDown(document.body, { key: 'E', code: 'KeyE', ctrlKey: true, shiftKey: true });
  fireEvent.keyDown(document.body, { key: '¡', code: 'Digit1', altKey: true });
  for (const action of Object.values(actions)) expect(action).toHaveBeenCalledTimes(1);
});

test('stays silent while an input method composes, and when a key is held down', () => {
  const F4 = vi.fn();
  render(<Keys actions={{ F4 }} />);
  fireEvent.keyDown(document.body, { key: 'F4', code: 'F4', isComposing: true });
  fireEvent.keyDown(document.body, { key: 'F4', code: 'F4', repeat: true });
  expect(F4).not.toHaveBeenCalled();
});
