import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../../testing/render';
import type { Catalogue } from '../api';
import '../messages';
import type { Schedules as All, Schedule } from './api';
import { Schedules } from './Schedules';
import { moment } from './useScheduleWords';

const json = (body: unknown) => Response.json(body);
const text = (words: string) => ({ 'zh-CN': words, en: words });
const catalogue: Catalogue = {
  reports: ['queue', 'agent'].map((code) => ({
    code,
    name: text(code === 'queue' ? '队列汇总' : '坐席绩效'),
    branch: code as 'queue' | 'agent',
    measures: ['contacts'],
    by: [code],
    span: 'week',
    chart: 'bars' as const,
    role_ids: [],
    version: 0,
    is_built_in: true,
    has_promise: false,
    is_favourite: false,
  })),
  views: [],
  dimensions: [
    { code: 'queue', name: text('队列') },
    { code: 'network', name: text('分公司') },
    { code: 'agent', name: text('坐席') },
  ],
  roles: [],
  scopes: { queue: [{ id: 'q1', name: text('报修') }], network: [{ id: 'n1', name: text('常州') }] },
};
const [queue] = catalogue.reports;
const nothing = {
  by: [],
  within_s: null,
  queue: [],
  network: [],
  agent: [],
  group: [],
  site: [],
  direction: [],
};
const morning: Schedule = {
  schedule_id: 's1',
  report: 'queue',
  asked: { ...nothing, span: 'yesterday' },
  format: 'xlsx',
  language: 'zh-CN',
  cadence: 'weekly',
  weekday: 1,
  day: 1,
  at: '07:00',
  role_id: 'r1',
  is_active: true,
  version: 3,
  next_at: '2026-03-08T23:00:00Z',
  runs: [
    {
      run_id: 'run1',
      at: '2026-03-01T23:00:00Z',
      is_trial: false,
      error: '',
      outcomes: [
        { state: 'failed', error: 'forbidden', count: 1, names: ['马超'] },
        { state: 'no_mail', error: '', count: 2, names: ['赵敏', '徐强'] },
        { state: 'sent', error: '', count: 4, names: ['陈立华'] },
        { state: 'undelivered', error: '', count: 1, names: ['王芳'] },
      ],
    },
    {
      run_id: 'run0',
      at: '2026-02-22T23:00:00Z',
      is_trial: true,
      error: 'mail-not-configured',
      outcomes: [],
    },
  ],
};
const all: All = {
  schedules: [morning],
  audiences: [
    { role_id: 'r1', name: '班长', people: 8, without_mail: 2 },
    { role_id: 'r2', name: '主任', people: 1, without_mail: 0 },
  ],
  has_mail: true,
  time_zone: 'Asia/Shanghai',
};

beforeEach(() => serve());

const open = (
  answer: (path: string, method: string) => Response | undefined = () => undefined,
  found: unknown = all,
) => {
  const asked = fakeApi(
    (path, method) => answer(path, method) ?? (method === 'GET' ? json(found) : undefined),
  );
  const search = { span: 'month', queue: 'q1', by: 'day' };
  return show(<Schedules catalogue={catalogue} report={queue} search={search} onClose={() => {}} />).then(
    () => asked,
  );
};
const sent = (asked: { path: string; body: unknown }[]) => asked.filter(({ body }) => body !== undefined);
const pick = async (label: string, option: string) => {
  fireEvent.mouseDown(await screen.findByLabelText(label));
  fireEvent.click(await screen.findByTitle(option));
};
const more = async (item: string) => {
  fireEvent.click(await screen.findByTestId('schedule-more'));
  fireEvent.click(await screen.findByRole('menuitem', { name: item }));
};

test('what is sent to whom, when, and what became of it, with the names of those who have nothing', async () => {
  await open();
  const row = await screen.findByTestId('schedule');
  for (const words of ['队列汇总', '每周一 07:00', '班长', '2 人没有邮箱', '03-09 07:00'])
    expect(row.textContent).toContain(words);
  const last = '已发 4 人；未送达 1 人；没有邮箱 2 人；未发 1 人（无权查看报表数据）';
  expect(row.textContent).toContain(`03-02 07:00 ${last}`);
  fireEvent.click(screen.getByTestId('schedule-runs'));
  const runs = within(screen.getByRole('list', { name: '发送记录' }));
  expect(runs.getByText('赵敏、徐强')).toBeDefined();
  expect(runs.getByText('未发送：没有配置邮件服务器')).toBeDefined();
  expect(runs.getByText('试发')).toBeDefined();
  const found = await axe.run(screen.getByTestId('schedules'), {
    rules: { 'color-contrast': { enabled: false } },
  });
  expect(found.violations).toEqual([]);
});

test('a new one begins as the report that is looked at', async () => {
  const asked = await open();
  await screen.findByTestId('schedule');
  fireEvent.click(screen.getByTestId('schedule-add'));
  expect((await screen.findByTestId<HTMLButtonElement>('schedule-save')).disabled).toBe(true);
  await pick('发给角色', '主任 · 1 人');
  fireEvent.click(screen.getByRole('radio', { name: '每月' }));
  fireEvent.change(screen.getByLabelText('日期'), { target: { value: '31' } });
  fireEvent.click(await screen.findByTitle('31 日'));
  expect(screen.getByText('没有这一天的月份，在最后一天发送')).toBeDefined();
  fireEvent.change(screen.getByLabelText('时间'), { target: { value: '08:30' } });
  fireEvent.click(screen.getByTestId('schedule-save'));
  await waitFor(() => expect(sent(asked).length).toBe(1));
  expect(sent(asked)[0]).toEqual({
    path: '/api/report-schedules',
    body: {
      ...{ report: 'queue', asked: { ...nothing, span: 'last_month', queue: ['q1'], by: ['day'] } },
      ...{ format: 'xlsx', language: 'zh-CN', cadence: 'monthly', weekday: 1, day: 31, at: '08:30' },
      ...{ role_id: 'r2', is_active: true, version: 0 },
    },
  });
});

test('days that were chosen stay with another rhythm', async () => {
  const asked = await open();
  fireEvent.click(await screen.findByTestId('schedule-edit'));
  await pick('统计时间', '最近 7 天，含当天');
  fireEvent.click(screen.getByRole('radio', { name: '每天' }));
  fireEvent.click(screen.getByTestId('schedule-save'));
  await waitFor(() => expect(sent(asked).length).toBe(1));
  expect(sent(asked)[0]).toMatchObject({ body: { cadence: 'daily', asked: { span: 'week' } } });
});

test('another report has another scope', async () => {
  const asked = await open();
  fireEvent.click(await screen.findByTestId('schedule-edit'));
  await pick('报表', '坐席绩效');
  fireEvent.click(screen.getByTestId('schedule-save'));
  await waitFor(() => expect(sent(asked).length).toBe(1));
  expect(sent(asked)[0]).toMatchObject({
    path: '/api/report-schedules/s1',
    body: { report: 'agent', version: 3, asked: { ...nothing, span: 'yesterday' } },
  });
});

test('what somebody else has saved meanwhile is put beside mine', async () => {
  const served = structuredClone(all);
  const asked = await open((_path, method) => {
    const [first] = served.schedules;
    if (method !== 'PUT' || first?.version !== 3) return undefined;
    first.version = 4;
    return problem(409, 'report-schedule-changed');
  }, served);
  fireEvent.click(await screen.findByTestId('schedule-edit'));
  fireEvent.change(await screen.findByLabelText('时间'), { target: { value: '09:00' } });
  fireEvent.click(screen.getByTestId('schedule-save'));
  fireEvent.click(await screen.findByTestId('schedule-mine'));
  fireEvent.click(screen.getByTestId('schedule-save'));
  await waitFor(() => expect(sent(asked).length).toBe(2));
  expect(sent(asked)[1]).toMatchObject({ body: { at: '09:00', version: 4 } });
});

test('it is tried, sent, paused, and removed when one is sure', async () => {
  const asked = await open();
  await more('立即发送：只发给我（试发）');
  await waitFor(() =>
    expect(sent(asked)[0]).toEqual({ path: '/api/report-schedules/s1/run', body: { to: 'me' } }),
  );
  await more('暂停');
  await waitFor(() => expect(sent(asked)[1]).toMatchObject({ body: { is_active: false, version: 3 } }));
  const before = asked.length;
  await more('删除');
  const sure = await screen.findByTestId('schedule-remove');
  expect(asked.slice(before).some(({ path }) => path.endsWith('/s1'))).toBe(false);
  fireEvent.click(sure);
  await waitFor(() => expect(asked.slice(before).some(({ path }) => path.endsWith('/s1'))).toBe(true));
});

test('a refusal is said', async () => {
  await open((path) => (path.endsWith('/run') ? problem(409, 'own-mail-missing') : undefined));
  await more('立即发送：只发给我（试发）');
  expect(await screen.findByText(/您还没有填写邮箱/)).toBeDefined();
});

test('without a mail server it is said, and nothing can be sent now', async () => {
  await open(undefined, { ...all, has_mail: false });
  expect((await screen.findByTestId('schedules-no-mail')).textContent).toContain('KEFU_MAIL');
  fireEvent.click(screen.getByTestId('schedule-more'));
  const item = await screen.findByRole('menuitem', { name: '立即发送：发给角色的每个人' });
  expect(item.getAttribute('aria-disabled')).toBe('true');
});

test('none yet, or not to be had', async () => {
  await open(undefined, { ...all, schedules: [] });
  expect(await screen.findByText('还没有定时发送的报表')).toBeDefined();
  expect(screen.getByTestId('schedule-add')).toBeDefined();
});

test('a list that does not come says why', async () => {
  await open((_path, method) => (method === 'GET' ? problem(503, 'database-unavailable') : undefined));
  expect(await screen.findByRole('alert')).toBeDefined();
});

test('times are those of the operator’s clock', () => {
  expect(moment('2026-03-01T23:00:00Z', 'Asia/Shanghai')).toBe('03-02 07:00');
  expect(moment('2026-03-01T16:00:00Z', 'Asia/Shanghai')).toBe('03-02 00:00');
});
