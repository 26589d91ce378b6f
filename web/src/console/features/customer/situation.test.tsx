import type { EarlierFault, OpenWork, Pop, Situation, TimelineItem } from '@shared/rt/events';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import { CustomerView } from './CustomerView';
import { words, zhou } from './tabs/testing';

const HOUR = 3_600_000;
const none: Situation = { as_of_ms: 1, work: [], outages: [], repeat: null };

const order: OpenWork = {
  kind: 'order',
  item_id: 'o1',
  no: '261121-0420713',
  title: words('工单', 'Work order'),
  subject: words('维修', 'Repair'),
  state: { code: 'on_the_way', text: words('在途', 'On the way') },
  at_ms: 0,
  due_at_ms: 0,
  is_waiting: false,
  unit: words('天宁一班', 'Tianning 1'),
  appointment_at_ms: null,
  can_open: false,
};
const ticket: OpenWork = {
  ...order,
  kind: 'ticket',
  item_id: 't1',
  no: 'C2611210042',
  title: words('投诉', 'Complaint'),
  subject: words('资费', 'Charges'),
  can_open: true,
};
const fault = (no: string, canOpen = true): EarlierFault => ({
  kind: 'ticket',
  item_id: no,
  no,
  order_no: `O-${no}`,
  title: words('报修', 'Fault report'),
  subject: words('无信号', 'No signal'),
  at_ms: 0,
  state: { code: 'closed', text: words('已办结', 'Closed') },
  result: words('更换接头', 'Connector replaced'),
  can_open: canOpen,
});
const sms: TimelineItem = {
  kind: 'message',
  item_id: 'm1',
  at_ms: 5,
  direction: 'outbound',
  title: words('短信（发出）', 'SMS sent'),
  no: '',
  subject: null,
  state: null,
  detail: '已受理',
  agent_name: '',
  queue: null,
  duration_s: 0,
  result: null,
  recordings: [],
  call_id: null,
  can_open: true,
};

afterEach(() => {
  vi.useRealTimers();
});

const having = (situation: Partial<Situation>, more: Partial<Pop> = {}): Pop => ({
  ...zhou,
  ...more,
  situation: { ...none, ...situation },
});

test('open work comes with the pop, without asking; what is late is said in words, what waits is not late', async () => {
  serve();
  const asked = fakeApi();
  const now = Date.now();
  const work = [
    { ...order, due_at_ms: now - 2 * HOUR },
    { ...ticket, due_at_ms: now + 3 * HOUR },
    { ...ticket, item_id: 't2', no: 'C2', due_at_ms: now - HOUR, is_waiting: true },
  ];
  await show(<CustomerView customer={having({ work })} />);
  const section = within(screen.getByTestId('open-work'));
  expect(section.getByText('1 件超时')).toBeTruthy();
  const [late, soon, waiting] = section.getAllByRole('listitem');
  expect(late?.dataset.overdue).toBe('true');
  expect(late?.textContent).toMatch(/261121-0420713.*维修.*在途.*天宁一班.*超 2 小时/);
  expect(soon?.dataset.overdue).toBe('false');
  expect(soon?.textContent).toMatch(/剩 [23] 小时/);
  expect(waiting?.dataset.overdue).toBe('false');
  expect(waiting?.textContent).toContain('暂停计时');
  expect(asked).toEqual([]);
});

test('a number leads to its page only for who may open it', async () => {
  serve();
  await show(<CustomerView customer={having({ work: [order, ticket] })} />);
  const links = within(screen.getByTestId('open-work')).getAllByRole('link');
  expect(links.map((link) => link.getAttribute('href'))).toEqual(['/tickets?ticket=t1']);
});

test('a customer with nothing open is told so; a blank panel says nothing of anybody', async () => {
  serve();
  const { unmount } = await show(<CustomerView customer={having({})} />);
  expect(screen.getByText('没有在办的受理单或工单。')).toBeTruthy();
  unmount();
  const asked = fakeApi();
  await show(<CustomerView customer={having({}, { customer_id: '' })} />);
  expect(screen.queryByText('没有在办的受理单或工单。')).toBeNull();
  expect(asked).toEqual([]);
});

test('an outage at his place stands on top, with its cause and end', async () => {
  serve();
  const outages = [
    {
      outage_id: 'u1',
      area: words('天宁区', 'Tianning'),
      text: words('光缆被挖断', 'Cable cut'),
      begins_at_ms: 0,
      expected_until_ms: new Date(2026, 10, 23, 2, 30).getTime(),
    },
    {
      outage_id: 'u2',
      area: words('常州', 'Changzhou'),
      text: words('机房停电', 'Power failure'),
      begins_at_ms: 0,
      expected_until_ms: null,
    },
  ];
  await show(<CustomerView customer={having({ outages })} />);
  const ribbon = screen.getByRole('list', { name: '客户所在区域的停服' });
  const [known, open] = within(ribbon).getAllByRole('listitem');
  expect(known?.textContent).toMatch(/天宁区 停服.*光缆被挖断.*预计 11-23 02:30 恢复/);
  expect(open?.textContent).toMatch(/机房停电.*恢复时间未定/);
  fireEvent.click(screen.getByTestId('customer-tab-contacts'));
  expect(screen.getByTestId('outage-ribbon')).toBeTruthy(); // whatever tab is open
});

test('faults that come again are warned of; the earlier ones open', async () => {
  serve();
  const repeat = { days: 30, product: 'CZ1', faults: [fault('C2'), fault('C1', false)] };
  await show(<CustomerView customer={having({ repeat })} />);
  const warning = within(screen.getByTestId('repeat-warning'));
  expect(warning.getByText('30 天内第 2 次故障')).toBeTruthy();
  expect(warning.getByText('产品 CZ1')).toBeTruthy();
  const button = warning.getByRole('button', { name: '查看历次故障' });
  expect(button.getAttribute('aria-expanded')).toBe('false');
  fireEvent.click(button);
  const [newest] = warning.getAllByRole('listitem');
  expect(newest?.textContent).toMatch(/C2.*无信号.*已办结.*工单 O-C2 · 更换接头/);
  expect(warning.getAllByRole('link')).toHaveLength(1);
});

test('what happens during the call appears by itself; when it cannot be asked for, that is said', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  serve();
  let answer = () => Response.json({ ...none, as_of_ms: 2, work: [ticket] });
  const asked = fakeApi((path) => (path.endsWith('/situation') ? answer() : undefined));
  await show(<CustomerView customer={having({})} />);
  await act(() => vi.advanceTimersByTimeAsync(16_000));
  expect(asked.map(({ path }) => path)).toEqual(['/api/customers/x/situation']);
  expect(screen.getByTestId('open-ticket').textContent).toContain('C2611210042');
  answer = () => problem(503, 'database-unavailable');
  await act(() => vi.advanceTimersByTimeAsync(16_000));
  expect(screen.getByText('在办情况暂时无法更新，可能不是最新')).toBeTruthy();
  expect(screen.getByTestId('open-ticket')).toBeTruthy();
});

test('the history is read kind by kind, and page by page', async () => {
  serve();
  const pages = [
    { items: [{ ...sms, item_id: 'm2', at_ms: 4 }], next_before: 'older' },
    { items: [{ ...sms, item_id: 'm3', at_ms: 3 }], next_before: null },
  ];
  const asked = fakeApi((path) =>
    path.includes('/timeline')
      ? Response.json(path.includes('before=older') ? pages[1] : pages[0])
      : undefined,
  );
  await show(<CustomerView customer={having({}, { timeline: [sms], timeline_before: null })} />);
  fireEvent.click(screen.getByTestId('customer-tab-contacts'));
  const panel = within(screen.getByRole('tabpanel', { name: '往来' }));
  expect(panel.getByText('没有更早的记录')).toBeTruthy();
  fireEvent.click(panel.getByRole('radio', { name: '短信' }));
  fireEvent.click(await panel.findByRole('button', { name: '更早的记录' }));
  await waitFor(() => expect(panel.getAllByTestId('contact')).toHaveLength(2));
  expect(asked.map(({ path }) => path)).toEqual([
    '/api/customers/x/timeline?kind=message',
    '/api/customers/x/timeline?before=older&kind=message',
  ]);
  fireEvent.click(panel.getByRole('radio', { name: '全部' }));
  expect(panel.getAllByTestId('contact')).toHaveLength(1);
});

test('what lies behind the pop is asked for from where the pop ends', async () => {
  serve();
  const asked = fakeApi(() => Response.json({ items: [{ ...sms, item_id: 'm2' }], next_before: null }));
  await show(<CustomerView customer={having({}, { timeline: [sms], timeline_before: '2026~m1' })} />);
  fireEvent.click(screen.getByRole('button', { name: '更早的记录' }));
  await waitFor(() => expect(screen.getAllByTestId('contact')).toHaveLength(2));
  expect(asked.map(({ path }) => path)).toEqual(['/api/customers/x/timeline?before=2026%7Em1']);
});

test('a kind that cannot be had says so and is asked for again; one that is empty says that', async () => {
  serve();
  let answer = () => problem(503, 'database-unavailable');
  fakeApi(() => answer());
  await show(<CustomerView customer={having({})} />);
  fireEvent.click(screen.getByRole('radio', { name: '工单' }));
  const retry = await screen.findByRole('button', { name: '重试' });
  answer = () => Response.json({ items: [], next_before: null });
  fireEvent.click(retry);
  await screen.findByText('没有这类记录。');
});
