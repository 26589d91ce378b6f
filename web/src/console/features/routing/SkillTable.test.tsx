import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { show } from '../../../testing/render';
import { invalid, putBack, serveRouting, type, written } from './examples';
import { RoutingPage } from './RoutingPage';

beforeEach(putBack);

test('a skill is renamed; a code that is taken is told at the code', async () => {
  const asked = serveRouting(() => invalid('code', 'taken'));
  await show(<RoutingPage />);
  fireEvent.click(screen.getByTestId('room-skills'));
  fireEvent.click(await screen.findByRole('button', { name: '修改技能 english' }));
  await screen.findByTestId('skill-save');
  type('编码', 'fault');
  fireEvent.click(screen.getByTestId('skill-save'));
  expect(await screen.findByText('这个编码已被使用')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText('编码'));
  expect(written(asked)).toEqual([
    { path: '/api/skills/s2', body: { code: 'fault', name: { 'zh-CN': '英语', en: 'English' } } },
  ]);
});
