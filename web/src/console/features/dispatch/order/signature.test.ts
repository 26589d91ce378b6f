import { expect, test } from 'vitest';
import { viewBoxOf } from './signature';

test('a path of lines is shown whole', () => {
  expect(viewBoxOf('M10 20L30,60 L -5 40')).toBe('-9 16 43 48');
});

test.each(['', 'M', 'M1', '<svg onload=alert(1)>', 'M1 1C2 2 3 3 4 4', 'data:image/png;base64,AA'])(
  '%j is no such path',
  (path) => {
    expect(viewBoxOf(path)).toBeNull();
  },
);
