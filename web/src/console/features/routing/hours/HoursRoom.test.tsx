import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { problem, show } from '../../../../testing/render';
import { faults, invalid, office, putBack, serveRouting, stored, type, written } from '../examples';
import { RoutingPage } from '../RoutingPage';
import type { Calendar } from './api';
import { newCalendar } from './draft';

beforeEach(putBack);

async function open() {
  const shown = await show(<RoutingPage />);
  fireEvent.click(screen.getByTestId('room-hours'));
  return shown;
}

async function edit() {
  await open();
  fireEvent.click(within(await screen.findByTestId('calendar-office')).getByRole('button'));
  return screen.findByRole('dialog');
}

const sent = ({ calendar_id, is_open_now, changes_at, ...settings }: Calendar) => settings;

test('a calendar says when it is open, how it stands now, what comes and who uses it', async () => {
  stored['/api/queues'] = [{ ...faults, calendar_id: 'c1' }];
  serveRouting();
  await open();
  const row = await screen.findByTestId('calendar-office');
  expect(row.textContent).toContain('周一至周五 08:30–12:00、13:30–17:30');
  expect(row.textContent).toContain('周六 09:00–12:00');
  expect(row.textContent).toContain('2099-10-01至10-02 国庆节（休息）');
  expect(row.textContent).toContain('营业中至 1月5日周一 12:00');
  await waitFor(() => expect(row.textContent).toContain('故障报修'));
});

test('none yet, nothing that matches, and what cannot be read are told apart', async () => {
  stored['/api/calendars'] = [];
  serveRouting();
  const shown = await open();
  expect(await screen.findByText('还没有营业时间')).toBeTruthy();
  fireEvent.change(screen.getByTestId('routing-find'), { target: { value: 'x' } });
  expect(screen.getByText('没有符合条件的内容')).toBeTruthy();
  shown.unmount();
  stored['/api/calendars'] = problem(503, 'database-unavailable');
  await open();
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
});

test('hours are typed, copied to other days, and stored with the version', async () => {
  const asked = serveRouting(() => Response.json(office));
  const drawer = await edit();
  expect(within(drawer).getByTestId('calendar-standing').textContent).toContain('营业中至');
  const monday = within(drawer).getByTestId('week-1');
  const closes = within(monday).getByLabelText('周一第 2 段结束');
  fireEvent.change(closes, { target: { value: '18' } });
  fireEvent.blur(closes);
  expect((closes as HTMLInputElement).value).toBe('18:00');
  fireEvent.click(within(monday).getByTestId('copy-1'));
  fireEvent.click(await screen.findByText('周六、周日'));
  fireEvent.click(screen.getByTestId('calendar-save'));
  await waitFor(() => expect(screen.queryByTestId('calendar-save')).toBeNull());
  expect(written(asked)).toEqual([
    {
      path: '/api/calendars/c1',
      body: {
        ...sent(office),
        week: [
          { opens: '08:30', closes: '12:00', weekdays: [1, 2, 3, 4, 5, 6, 7] },
          { opens: '13:30', closes: '18:00', weekdays: [1, 6, 7] },
          { opens: '13:30', closes: '17:30', weekdays: [2, 3, 4, 5] },
        ],
      },
    },
  ]);
});

test('times that cannot be are marked while they are typed, and nothing is sent', async () => {
  const asked = serveRouting();
  const drawer = await edit();
  const tuesday = within(drawer).getByTestId('week-2');
  type('周二第 1 段结束', '14:00', tuesday);
  expect(within(tuesday).getByRole('alert').textContent).toBe('同一天的时段不能重叠');
  fireEvent.click(screen.getByTestId('calendar-save'));
  expect(await screen.findByText('请先修改标出的内容，再保存')).toBeTruthy();
  await waitFor(() => expect(document.activeElement?.id).toBe('routing-week-2'));
  expect(written(asked)).toEqual([]);
});

test('a holiday of a week is one line, an adjusted working day has hours', async () => {
  const asked = serveRouting(() => Response.json(office));
  const drawer = await edit();
  fireEvent.click(within(drawer).getByTestId('day-add'));
  const line = within(drawer).getByTestId('day-3');
  type('从', '2100/1/1', line);
  fireEvent.blur(within(line).getByLabelText('从'));
  type('到', '2100-01-03', line);
  expect(within(line).getByRole('alert').textContent).toContain('请填写中英文名称');
  type('中文名称', '元旦', line);
  type('英文名称', 'New Year', line);
  expect(within(line).queryByRole('alert')).toBeNull();
  fireEvent.click(within(drawer).getByRole('button', { name: '删除特殊日期 国庆节' }));
  fireEvent.click(screen.getByTestId('calendar-save'));
  await waitFor(() => expect(screen.queryByTestId('calendar-save')).toBeNull());
  const name = { 'zh-CN': '元旦', en: 'New Year' };
  expect(written(asked)[0]?.body).toHaveProperty('days', [
    office.days[2],
    ...['2100-01-01', '2100-01-02', '2100-01-03'].map((on) => ({ on, name, hours: [] })),
  ]);
});

test('the last day follows the first one until it has its own; what cannot be sent is not lost unasked', async () => {
  serveRouting();
  const drawer = await edit();
  fireEvent.click(within(drawer).getByTestId('day-add'));
  const line = within(drawer).getByTestId('day-3');
  const [from, to] = ['从', '到'].map((label) => within(line).getByLabelText<HTMLInputElement>(label));
  if (!(from && to)) throw new Error('no dates');
  fireEvent.change(from, { target: { value: '2100/2/1' } });
  expect(to.value).toBe('2100-02-01');
  fireEvent.blur(from);
  expect([from.value, to.value]).toEqual(['2100-02-01', '2100-02-01']);
  fireEvent.change(to, { target: { value: '2100/2/3' } });
  fireEvent.blur(to);
  fireEvent.change(from, { target: { value: '2100-02-02' } });
  expect(to.value).toBe('2100-02-03');
  fireEvent.change(from, { target: { value: 'soon' } });
  expect(screen.getByText('有修改尚未保存')).toBeTruthy();
  expect(screen.getByTestId<HTMLButtonElement>('calendar-save').disabled).toBe(false);
});

test('what the server finds wrong stands at the field', async () => {
  serveRouting(() => invalid('code', 'taken'));
  await open();
  fireEvent.click(await screen.findByTestId('add-hours'));
  const drawer = await screen.findByRole('dialog');
  type('中文名称', '夜班', drawer);
  fireEvent.click(screen.getByTestId('calendar-save'));
  await waitFor(() =>
    expect(document.getElementById('routing-code')?.getAttribute('aria-invalid')).toBe('true'),
  );
  expect(drawer.textContent).toContain('这个编码已被使用');
});

test('new hours are added with what they start from', async () => {
  const asked = serveRouting(() => Response.json(office));
  await open();
  fireEvent.click(await screen.findByTestId('add-hours'));
  const drawer = await screen.findByRole('dialog');
  expect(drawer.textContent).toContain('保存后显示当前是否营业');
  type('中文名称', '夜班', drawer);
  type('英文名称', 'Night', drawer);
  type('编码', 'night', drawer);
  fireEvent.click(screen.getByTestId('calendar-save'));
  await waitFor(() => expect(screen.queryByTestId('calendar-save')).toBeNull());
  const name = { 'zh-CN': '夜班', en: 'Night' };
  expect(written(asked)).toEqual([{ path: '/api/calendars', body: { ...newCalendar, name, code: 'night' } }]);
});

test('when somebody else was faster both versions are shown, and mine can go on top', async () => {
  const theirs = { ...office, version: 3, week: [] };
  const asked = serveRouting(() => {
    const isFirst = (stored['/api/calendars'] as Calendar[])[0] === office;
    stored['/api/calendars'] = [theirs];
    return isFirst ? problem(409, 'routing-changed') : Response.json(theirs);
  });
  const drawer = await edit();
  type('英文名称', 'Day', drawer.querySelector('section') ?? drawer);
  fireEvent.click(screen.getByTestId('calendar-save'));
  const conflict = await screen.findByTestId('calendar-conflict');
  expect(within(conflict).getByRole('row', { name: /每周营业时间/ }).textContent).toBe(
    '每周营业时间每天休息未改动',
  );
  fireEvent.click(within(conflict).getByTestId('conflict-mine'));
  fireEvent.click(screen.getByTestId('calendar-save'));
  await waitFor(() => expect(written(asked)).toHaveLength(2));
  expect(written(asked)[1]?.body).toMatchObject({ version: 3, week: [], name: { en: 'Day' } });
});

test('who administers one network may only look', async () => {
  serveRouting();
  await show(<RoutingPage />, { localNetworks: [{ id: 'n1', name_zh: '常州', name_en: 'Changzhou' }] });
  fireEvent.click(screen.getByTestId('room-hours'));
  fireEvent.click(within(await screen.findByTestId('calendar-office')).getByRole('button'));
  const drawer = await screen.findByRole('dialog');
  expect(drawer.textContent).toContain('您只能查看');
  expect(screen.getByTestId<HTMLButtonElement>('calendar-save').disabled).toBe(true);
});

test('a queue has hours, a prompt when it is closed, a notice and a threshold', async () => {
  stored['/api/queues'] = [{ ...faults, calendar_id: 'c1', notice_prompt: 'outage', closed_prompt: 'gone' }];
  const asked = serveRouting(() => Response.json(faults));
  await show(<RoutingPage />);
  fireEvent.click(within(await screen.findByTestId('queue-faults')).getByRole('button'));
  const drawer = await screen.findByRole('dialog');
  await waitFor(() => expect(drawer.textContent).toContain('自有录音 · 仅中文'));
  expect(within(drawer).getByTestId('queue-standing').textContent).toContain('营业中至');
  expect(drawer.textContent).toContain('gone（缺少录音文件）');
  type('短时放弃阈值', '8', drawer);
  fireEvent.click(screen.getByTestId('queue-save'));
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]?.body).toMatchObject({
    calendar_id: 'c1',
    notice_prompt: 'outage',
    closed_prompt: 'gone',
    short_abandon_s: 8,
  });
});

test('a queue outside its hours says so in the list', async () => {
  stored['/api/calendars'] = [{ ...office, is_open_now: false }];
  stored['/api/queues'] = [{ ...faults, calendar_id: 'c1' }];
  serveRouting();
  await show(<RoutingPage />);
  const row = await screen.findByTestId('queue-faults');
  await waitFor(() => expect(row.textContent).toContain('非营业时间'));
});

test('neither list nor editor has a fault that a screen reader would stumble over', async () => {
  serveRouting();
  const drawer = await edit();
  const { violations } = await axe.run(drawer, { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});
