import type { TimelineItem } from '@shared/rt/events';
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { show } from '../../../testing/render';
import { Contact } from './Contact';

const call: TimelineItem = {
  interaction_id: 'c9',
  at_ms: Date.UTC(2026, 9, 1, 2, 30),
  channel: 'voice',
  direction: 'inbound',
  title: { 'zh-CN': '来电', en: 'Call in' },
  detail: null,
  agent_name: '李娜',
  queue: null,
  duration_s: 61,
  result: null,
  recordings: [],
};

test('who may read how calls went is led there from the timeline', async () => {
  await show(<Contact item={call} />);
  const link = screen.getByRole('link', { name: /通话经过$/ });
  expect(link.getAttribute('href')).toBe('/calls?call=c9');
});

test('others are not', async () => {
  await show(<Contact item={call} />, { permissions: ['desk.use', 'customer.view'] });
  expect(screen.queryByRole('link')).toBeNull();
});
