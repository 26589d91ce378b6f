import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { problem, serve, show } from '../../../testing/render';
import { AppraisalPage } from './AppraisalPage';
import { appealed, card, choices, draft, month, refused, serveAppraisal, template } from './examples';

const MINE = '/api/appraisal/cards/mine';
const APPEALED = '/api/appraisal/cards/appealed';
const MONTHS = '/api/appraisal/months';
const TEMPLATES = '/api/appraisal/templates';
const all = ['desk.use', 'appraisal.answer', 'appraisal.manage', 'board.view'];

beforeEach(() => serve());

async function open(room: string | null, permissions = all) {
  await show(<AppraisalPage />, { permissions });
  if (room) fireEvent.click(screen.getByTestId(`room-${room}`));
}
const sent = (asked: { path: string; body: unknown }[]) => asked.filter(({ body }) => body !== undefined);

test('an agent sees his own room only; who has none is told so', async () => {
  serveAppraisal({ [MINE]: [] });
  const { unmount } = await show(<AppraisalPage />, { permissions: ['desk.use'] });
  expect(await screen.findByText('还没有已发布的考核')).toBeTruthy();
  expect(screen.queryByTestId('room-months')).toBeNull();
  unmount();
  await show(<AppraisalPage />, { permissions: ['board.view'] });
  expect(screen.queryByTestId('appraisal')).toBeNull();
});

test('a scorecard shows every figure with its formula, what was not measured, and its calls', async () => {
  const calls = {
    calls: [{ call_id: 'x', at: '2026-03-02T01:00:00Z', number: '138****2246' }],
    is_cut: false,
  };
  serveAppraisal({ [MINE]: [{ month, card }], '/api/appraisal/cards/c1/calls': calls });
  await open(null, ['desk.use']);
  expect((await screen.findByTestId('score')).textContent).toContain('50.0');
  expect(screen.getByTestId('score').textContent).toContain('计入权重 60');
  const table = screen.getByTestId('score-table').textContent;
  expect(table).toContain('未接振铃的算法');
  expect(table).toContain('10 → 0');
  expect(table).toContain('没有数据');
  expect(screen.queryByTestId('calls-occupancy')).toBeNull();
  fireEvent.click(screen.getByTestId('calls-missed'));
  const list = await screen.findByTestId('calls-behind');
  expect(await within(list).findByText('138****2246')).toBeTruthy();
  expect(within(list).queryByRole('link')).toBeNull();
});

test('what is new is looked at once; what is not new is not', async () => {
  const asked = serveAppraisal({ [MINE]: [{ month, card, is_new: true }] });
  const { unmount } = await show(<AppraisalPage />, { permissions: ['desk.use'] });
  expect(await screen.findByText('新')).toBeTruthy();
  await waitFor(() => expect(sent(asked).map(({ path }) => path)).toEqual(['/api/appraisal/cards/c1/seen']));
  await waitFor(() => expect(asked.some(({ path }) => path === MINE)).toBe(true));
  unmount();
  const again = serveAppraisal({ [MINE]: [{ month, card, is_new: false }] });
  await show(<AppraisalPage />, { permissions: ['desk.use'] });
  await screen.findByTestId('score');
  expect(sent(again)).toEqual([]);
});

test('a month is taken away as a file; what is in the way is said', async () => {
  const click = vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(() => {});
  const asked = serveAppraisal({
    [MONTHS]: [month],
    [`${MONTHS}/m1`]: { month, cards: [card] },
    [`${MONTHS}/m1/file`]: new Response('x', { status: 200 }),
  });
  await open('months', ['desk.use', 'appraisal.answer']);
  fireEvent.click(await screen.findByTestId('month-csv'));
  await waitFor(() => expect(click).toHaveBeenCalledTimes(1));
  expect(asked.at(-1)?.path).toBe(`${MONTHS}/m1/file?format=csv&language=zh-CN`);
  click.mockRestore();
});

test('an appeal is sent once, with its reason; a refusal is said in words', async () => {
  const asked = serveAppraisal({
    [MINE]: [{ month, card }],
    '/api/appraisal/cards/c1/appeal': refused('appeal-made'),
  });
  await open(null, ['desk.use']);
  fireEvent.click(await screen.findByTestId('appeal-begin'));
  expect((screen.getByTestId('appeal-send') as HTMLButtonElement).disabled).toBe(true);
  fireEvent.change(screen.getByLabelText('哪里不对？请写明原因'), { target: { value: '话机坏了' } });
  fireEvent.click(screen.getByTestId('appeal-send'));
  expect((await screen.findByRole('alert')).textContent).toContain('已经申诉过');
  expect(sent(asked)).toEqual([{ path: '/api/appraisal/cards/c1/appeal', body: { text: '话机坏了' } }]);
});

test('after its days there is no appeal, nor against a team’s scorecard', async () => {
  const over = { ...month, appeals_until: '2026-04-10T00:00:00Z' };
  serveAppraisal({ [MINE]: [{ month: over, card }] });
  await open(null, ['desk.use']);
  expect(await screen.findByText('申诉期已过')).toBeTruthy();
  expect(screen.queryByTestId('appeal-begin')).toBeNull();
});

test('an appeal is accepted with corrections, or rejected without', async () => {
  const asked = serveAppraisal({ [APPEALED]: [appealed], '/api/appraisal/cards/c1/appeal/answer': {} });
  await open('appeals');
  fireEvent.click(await screen.findByTestId('card-open'));
  const accept = (await screen.findByTestId('answer-accept')) as HTMLButtonElement;
  const reject = screen.getByTestId('answer-reject') as HTMLButtonElement;
  expect([accept.disabled, reject.disabled]).toEqual([true, true]);
  fireEvent.change(screen.getByLabelText('答复'), { target: { value: '属实' } });
  expect([accept.disabled, reject.disabled]).toEqual([true, false]);
  fireEvent.click(screen.getByRole('checkbox', { name: '未接振铃' }));
  fireEvent.change(screen.getByLabelText('更正值：未接振铃'), { target: { value: '2' } });
  fireEvent.blur(screen.getByLabelText('更正值：未接振铃'));
  expect([accept.disabled, reject.disabled]).toEqual([false, true]);
  fireEvent.click(accept);
  await waitFor(() => expect(sent(asked)).toHaveLength(1));
  expect(sent(asked)[0]?.body).toEqual({ answer: '属实', corrections: [{ measure: 'missed', value: 2 }] });
});

test('a month is computed and published as it was looked at', async () => {
  const asked = serveAppraisal({
    [MONTHS]: [draft],
    [`${MONTHS}/m1`]: { month: draft, cards: [card] },
    [`${MONTHS}/m1/publication`]: refused('appraisal-changed'),
    [TEMPLATES]: [template],
  });
  await open('months');
  expect(await screen.findByText('李娜 1001')).toBeTruthy();
  fireEvent.change(screen.getByLabelText('月份'), { target: { value: '2026-03' } });
  fireEvent.click(screen.getByTestId('publish'));
  fireEvent.click(await screen.findByTestId('publish-sure'));
  expect((await screen.findByRole('alert')).textContent).toContain('重新计算');
  expect(sent(asked).at(-1)?.body).toEqual({ computed_at: draft.computed_at });
  fireEvent.click(screen.getByTestId('compute'));
  await waitFor(() => expect(sent(asked)).toHaveLength(2));
  expect(sent(asked)[1]?.body).toEqual({ template_id: 't1', month: '2026-03-01' });
});

test('who leads reads what is published, and computes nothing', async () => {
  serveAppraisal({ [MONTHS]: [month], [`${MONTHS}/m1`]: { month, cards: [card] } });
  await open('months', ['desk.use', 'appraisal.answer']);
  expect(await screen.findByText('李娜 1001')).toBeTruthy();
  expect(screen.queryByTestId('compute')).toBeNull();
  expect(screen.queryByTestId('publish')).toBeNull();
  expect(screen.queryByTestId('room-templates')).toBeNull();
});

test('a template is saved in its version once its weights come to 100', async () => {
  const asked = serveAppraisal({ [TEMPLATES]: [template], '/api/appraisal/measures': choices });
  await open('templates');
  fireEvent.click(await screen.findByTestId('service-edit'));
  const save = (await screen.findByTestId('admin-save')) as HTMLButtonElement;
  fireEvent.click(screen.getByTestId('line-add'));
  expect(screen.getAllByTestId('line')).toHaveLength(3);
  expect(save.disabled).toBe(true);
  const weight = screen.getByLabelText('工时利用率：权重');
  fireEvent.change(weight, { target: { value: '39' } });
  fireEvent.blur(weight);
  await waitFor(() => expect(save.disabled).toBe(false));
  fireEvent.submit(document.getElementById('admin-form') as HTMLElement);
  await waitFor(() => expect(sent(asked)).toHaveLength(1));
  const { path, body } = sent(asked)[0] as { path: string; body: { version: number; lines: unknown[] } };
  expect([path, body.version, body.lines.length]).toEqual([`${TEMPLATES}/t1`, 3, 3]);
});

test('scorecards that cannot be read are not taken for none', async () => {
  serveAppraisal({ [MINE]: problem(503, 'database-unavailable') });
  await open(null, ['desk.use']);
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
});
