import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../../testing/render';
import type { Grid } from '../api';
import '../messages';
import { bodyOf, type Export } from './api';
import { ExportMenu } from './ExportMenu';
import { ExportNotices } from './ExportNotices';
import { ExportsButton } from './ExportsButton';
import { Offer } from './Offer';

const LIST = '/api/report-exports';
const made = (state: Export['state'], more: Partial<Export> = {}): Export => ({
  export_id: `of ${state}`,
  report: 'queue',
  name: '队列汇总',
  format: 'xlsx',
  asked: { from: '2026-03-02', to: '2026-03-09', language: 'zh-CN', queue: ['q1'] },
  state,
  error: '',
  rows: state === 'done' ? 3210 : null,
  created_at: '2026-03-08T02:00:00Z',
  expires_at: '2026-03-11T02:00:00Z',
  ...more,
});
const json = (body: unknown) => Response.json(body);
const page = (
  <>
    <ExportsButton />
    <ExportMenu report="queue" search={{ queue: 'q1,q2', within: '20', span: 'week' }} />
    <ExportNotices />
  </>
);
const permissions = ['figures.view'];

beforeEach(() => serve());
afterEach(() => vi.useRealTimers());

test('what stands in the address is asked for: lists as lists', () => {
  const search = { queue: 'q1,q2', agent: 'a1', within: '20', from: '2026-03-01', to: '2026-03-02' };
  expect(bodyOf(search, 'en', 'csv')).toEqual({
    language: 'en',
    format: 'csv',
    from: '2026-03-01',
    to: '2026-03-02',
    within_s: 20,
    queue: ['q1', 'q2'],
    agent: ['a1'],
  });
});

test('the server is asked again only while one is under way; then one is told, and can download', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  let all: Export[] = [];
  const asked = fakeApi((path, method) => {
    if (method === 'POST') {
      all = [made('running', { export_id: 'x' })];
      return json(made('waiting', { export_id: 'x' }));
    }
    return path.endsWith('/file') ? new Response('content', { status: 200 }) : json(all);
  });
  const lists = () => asked.filter(({ path }) => path === LIST).length;
  await show(page, { permissions });
  await waitFor(() => expect(lists()).toBe(1));
  await act(() => vi.advanceTimersByTimeAsync(30_000));
  expect(lists()).toBe(1);
  fireEvent.click(screen.getByTestId('export-menu'));
  fireEvent.click(await screen.findByTestId('export-csv'));
  await screen.findByText('我的导出（1 个进行中）');
  const [post] = asked.filter(({ body }) => body);
  expect(post).toEqual({
    path: '/api/reports/queue/exports',
    body: { language: 'zh-CN', format: 'csv', span: 'week', within_s: 20, queue: ['q1', 'q2'] },
  });
  await act(() => vi.advanceTimersByTimeAsync(6500));
  expect(lists()).toBe(3);
  expect(screen.queryByTestId('export-notice-fetch')).toBeNull();
  all = [made('done', { export_id: 'x' })];
  await act(() => vi.advanceTimersByTimeAsync(3000));
  const fetch = await screen.findByTestId('export-notice-fetch');
  expect(screen.getByText('“队列汇总”已生成')).toBeTruthy();
  await act(() => vi.advanceTimersByTimeAsync(30_000));
  expect(lists()).toBe(4);
  fireEvent.click(fetch);
  await waitFor(() => expect(click).toHaveBeenCalled());
  expect(asked.at(-1)?.path).toBe(`${LIST}/x/file`);
  click.mockRestore();
});

test('one that was under way when the page was loaded is told of as well, with its reason if it failed', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  let all = [made('waiting', { export_id: 'x' }), made('done'), made('failed')];
  fakeApi(() => json(all));
  await show(<ExportNotices />, { permissions });
  await act(() => vi.advanceTimersByTimeAsync(100));
  expect(document.querySelector('[role=status]')?.textContent ?? '').toBe('');
  all = [made('failed', { export_id: 'x', error: 'font-missing' })];
  await act(() => vi.advanceTimersByTimeAsync(3000));
  await screen.findByText('“队列汇总”没有生成');
  expect(screen.getByText(/没有中文字体/)).toBeTruthy();
});

test('one’s exports: how far they are; fetched, asked for once more, removed', async () => {
  const failed = made('failed', { error: 'report-too-long', format: 'pdf' });
  const asked = fakeApi((path, method) => {
    if (method === 'POST') return json(made('waiting'));
    if (method === 'DELETE') return new Response(null, { status: 204 });
    return path === LIST ? json([made('running'), made('done'), failed]) : undefined;
  });
  await show(page, { permissions });
  fireEvent.click(await screen.findByTestId('exports-open'));
  const table = await screen.findByTestId('exports');
  expect((await axe.run(screen.getByRole('dialog'))).violations).toEqual([]);
  const [running, done, bad] = within(table).getAllByTestId('export');
  expect(running?.textContent).toContain('生成中');
  expect(done?.textContent).toContain('2026-03-02 – 2026-03-08');
  expect(done?.textContent).toContain('3,210 行');
  expect(bad?.textContent).toContain('行数太多');
  expect(within(running as HTMLElement).queryByTestId('export-fetch')).toBeNull();
  expect(within(done as HTMLElement).queryByTestId('export-repeat')).toBeNull();
  fireEvent.click(within(bad as HTMLElement).getByTestId('export-repeat'));
  await waitFor(() => expect(asked.some(({ path }) => path === `${LIST}/of failed`)).toBe(true));
  expect(asked.find(({ body }) => body)).toEqual({
    path: '/api/reports/queue/exports',
    body: { ...failed.asked, format: 'pdf' },
  });
  fireEvent.click(within(running as HTMLElement).getByRole('button', { name: '取消生成“队列汇总”' }));
  await waitFor(() => expect(asked.some(({ path }) => path === `${LIST}/of running`)).toBe(true));
});

test('no exports, and a list that cannot be read', async () => {
  fakeApi(() => json([]));
  const { unmount } = await show(page, { permissions });
  fireEvent.click(await screen.findByTestId('exports-open'));
  await screen.findByText('还没有后台导出');
  unmount();
  fakeApi(() => problem(503, 'database-unavailable'));
  await show(page, { permissions });
  fireEvent.click(await screen.findByTestId('exports-open'));
  await screen.findByRole('alert');
});

test('too many at once are refused in words, and nothing is waited for', async () => {
  fakeApi((_, method) =>
    method === 'POST'
      ? new Response(
          JSON.stringify({ status: 409, code: 'report-exports-too-many', facts: { exports_max: 5 } }),
          {
            status: 409,
            headers: { 'content-type': 'application/problem+json' },
          },
        )
      : json([]),
  );
  await show(page, { permissions });
  fireEvent.click(await screen.findByTestId('export-menu'));
  fireEvent.click(await screen.findByTestId('export-xlsx'));
  await screen.findByText(/您有 5 个导出还没完成/);
  expect(screen.getByTestId('exports-open').textContent).toBe('我的导出');
});

const grid = (count: number, isCut = false) =>
  ({ is_cut: isCut, lines: Array.from({ length: count }) }) as unknown as Grid;
const offer = (more: { grid?: Grid; isFetching?: boolean }) => (
  <Offer report="queue" search={{}} grid={more.grid} isFetching={more.isFetching ?? false} />
);

test('a long table is offered in the background, a short one is not', async () => {
  fakeApi();
  const { unmount } = await show(offer({ grid: grid(2000) }), { permissions });
  expect(screen.queryByTestId('export-offer')).toBeNull();
  unmount();
  const long = await show(offer({ grid: grid(2001) }), { permissions });
  expect((await screen.findByTestId('export-offer')).textContent).toContain('2,001 行');
  long.unmount();
  await show(offer({ grid: grid(5, true) }), { permissions });
  await screen.findByTestId('export-offered');
});

test('a table that takes more than ten seconds is offered in the background', async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const asked = fakeApi((_, method) => (method === 'POST' ? json(made('waiting')) : json([])));
  await show(offer({ isFetching: true }), { permissions });
  await act(() => vi.advanceTimersByTimeAsync(9000));
  expect(screen.queryByTestId('export-offer')).toBeNull();
  await act(() => vi.advanceTimersByTimeAsync(1100));
  expect(screen.getByTestId('export-offer').textContent).toContain('查询较久');
  fireEvent.click(screen.getByTestId('export-offered'));
  await waitFor(() => expect(asked.at(-1)?.body).toEqual({ language: 'zh-CN', format: 'xlsx' }));
});
