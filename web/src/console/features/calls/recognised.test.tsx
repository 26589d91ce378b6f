import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, show } from '../../../testing/render';
import type { CallEvent, OfferReason } from './api';
import { CallDrawer } from './CallDrawer';

const faults = { 'zh-CN': '故障报修', en: 'Faults' };
const lina = { 'zh-CN': '李娜 1001', en: '李娜 1001' };
const why: OfferReason = {
  choice: 'preferred',
  candidates: 1,
  strategy: null,
  is_skill_preferred: false,
  priority: 6,
  waited_ms: 0,
  is_front: false,
  guest_of: null,
};

const event = (
  kind: string,
  data: CallEvent['data'],
  names: CallEvent['names'] = {},
): Omit<CallEvent, 'seq'> => ({
  at: '2026-11-18T06:03:07Z',
  kind,
  data,
  names,
});

async function history(events: Omit<CallEvent, 'seq'>[]): Promise<string[]> {
  fakeApi(() => Response.json(events.map((each, seq) => ({ ...each, seq }))));
  await show(<CallDrawer callId="c1" onClose={() => {}} />);
  const list = await screen.findByTestId('call-history');
  return [...list.querySelectorAll(':scope > li > div')].map((each) => each.textContent ?? '');
}

test('a recognised customer is told with his level and whom he would rather have', async () => {
  const gold = { 'zh-CN': '金卡', en: 'Gold' };
  const linked = { level: 'gold', level_priority: 2, account_manager_id: 'a1', last_agent_id: 'a2' };
  const names = { level: gold, account_manager_id: lina };
  expect(
    await history([
      event('customer_linked', linked, names),
      event(
        'customer_linked',
        { level: 'gold', level_priority: 0, account_manager_id: null, last_agent_id: 'a1' },
        { level: gold, last_agent_id: lina },
      ),
      event('customer_linked', { customer_id: 'x' }),
      event(
        'queued',
        { queue_id: 'q1', level: 'gold', level_priority: 2 },
        { queue_id: faults, level: gold },
      ),
      event(
        'queued',
        { queue_id: 'q1', level: 'gold', level_priority: 0 },
        { queue_id: faults, level: gold },
      ),
      event('offered', { agent_id: 'a1', why: why, preferred_as: 'account_manager' }, { agent_id: lina }),
      event('offered', { agent_id: 'a1', why: why, preferred_as: 'last_agent' }, { agent_id: lina }),
    ]),
  ).toEqual([
    '识别出客户：金卡（优先级 +2）；客户经理 李娜 1001',
    '识别出客户：金卡；上次坐席 李娜 1001',
    '识别出客户',
    '进入技能组“故障报修”排队，金卡客户优先级 +2',
    '进入技能组“故障报修”排队',
    '分配给 李娜 1001这位坐席是客户的客户经理，当时可以接听。优先级 6，已等待 00:00。',
    '分配给 李娜 1001这位坐席上次接待过这位客户，当时可以接听。优先级 6，已等待 00:00。',
  ]);
});
