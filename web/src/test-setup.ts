import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeAll, vi } from 'vitest';
import { messages } from './console/messages';
import { startI18n } from './shared/i18n';

// Role queries without it compute styles for every node: ten times slower with antd.
configure({ defaultHidden: true });

// Two that happy-dom lacks and antd asks for.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};
globalThis.matchMedia ??= vi.fn(() => ({
  matches: false,
  addEventListener() {},
  removeEventListener() {},
})) as never;

beforeAll(() => {
  if ('document' in globalThis) startI18n(messages, 'zh-CN');
});
afterEach(cleanup);
