import type { TimelineItem } from '@shared/rt/events';
import { screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { show } from '../../../testing/render';
import { Contact } from './Contact';

const call: TimelineItem = {
  kind: 'call',
  item_id: 'c9',
  at_ms: Date.UTC(2026, 9, 1, 2, 30),
  direction: 'inbound',
  title: { 'zh-CN': '来电', en: 'Call in' },
  no: '',
  subject: null,
  state: null,
  detail: null,
  agent_name: '李娜',
  queue: null,
  duration_s: 61,
  result: null,
  recordings: [],
  call_id: 'c9',
  can_open: true,
};
const ticket: TimelineItem = {
  ...call,
  kind: 'ticket',
  item_id: 't1',
  no: 'C2611220001',
  title: { 'zh-CN': '投诉', en: 'Complaint' },
  subject: { 'zh-CN': '服务态度', en: 'Attitude' },
  state: { code: 'in_progress', text: { 'zh-CN': '处理中', en: 'In progress' } },
  detail: '安装人员态度差',
  call_id: null,
};

const leads = async (item: TimelineItem) => {
  const { unmount } = await show(<Contact item={item} />);
  const href = screen.queryByRole('link')?.getAttribute('href') ?? null;
  unmount();
  return href;
};

test('each leads to its own page', async () => {
  expect(await leads(call)).toBe('/calls?call=c9');
  expect(await leads(ticket)).toBe('/tickets?ticket=t1');
  expect(await leads({ ...ticket, kind: 'order', item_id: 'o1' })).toBe('/dispatch?order=o1');
  const message: TimelineItem = {
    ...call,
    kind: 'message',
    item_id: 'm1',
    direction: 'outbound',
    call_id: null,
  };
  expect(await leads(message)).toBe('/messages?message=m1');
  expect(await leads({ ...message, direction: 'inbound' })).toBe('/messages?room=received');
  const survey: TimelineItem = { ...message, kind: 'survey' };
  expect(await leads(survey)).toBe('/survey/manage?room=pool');
  expect(await leads({ ...survey, call_id: 'c7' })).toBe('/calls?call=c7');
});

test('who may not go there is shown the number, but not led', async () => {
  expect(await leads({ ...call, can_open: false, call_id: null })).toBeNull();
  await show(<Contact item={{ ...ticket, can_open: false, detail: '' }} />);
  expect(screen.queryByRole('link')).toBeNull();
  expect(screen.getByTestId('contact').textContent).toContain('C2611220001');
});

test('what an SMS says is for those who may read messages; others are told so', async () => {
  await show(
    <Contact
      item={{ ...call, kind: 'message', direction: 'outbound', can_open: false, call_id: null, detail: '' }}
    />,
  );
  expect(screen.getByText(/您没有查看内容的权限/)).toBeTruthy();
});

test('a line is a word, a number, what about and where it stands', async () => {
  await show(<Contact item={ticket} />);
  const line = screen.getByTestId('contact').textContent;
  for (const word of ['投诉', 'C2611220001', '服务态度', '处理中', '安装人员态度差'])
    expect(line).toContain(word);
  expect(line).not.toContain('01:01'); // only a call has a length
});
