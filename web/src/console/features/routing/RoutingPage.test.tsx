import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import i18next from 'i18next';
import { beforeEach, expect, test } from 'vitest';
import { problem, show } from '../../../testing/render';
import type { Queue } from './api';
import { newQueue } from './draft';
import { faults, general, invalid, putBack, serveRouting, step, stored, type, written } from './examples';
import { RoutingPage } from './RoutingPage';

beforeEach(putBack);

async function edit(code: string) {
  await show(<RoutingPage />);
  const row = await screen.findByTestId(`queue-${code}`);
  fireEvent.click(within(row).getByRole('button'));
  return screen.findByRole('dialog');
}

test('the table says in words what happens to calls that wait', async () => {
  serveRouting();
  await show(<RoutingPage />);
  const row = await screen.findByTestId('queue-faults');
  expect(row.textContent).toContain('30 秒后、排队超过 4 通时、无人签入时技能要求降 2 级');
  expect(row.textContent).toContain('60 秒后转入总部综合');
  expect(row.textContent).toContain('故障处理 ≥ 3');
  expect(row.textContent).toContain('≤ 300 秒');
  await waitFor(() => expect(row.textContent).toContain('常州'));
  expect(screen.getByTestId('queue-hq').textContent).toContain('全网');
  await act(() => i18next.changeLanguage('en'));
  expect(row.textContent).toContain('after 60 s: move to Headquarters');
  await act(() => i18next.changeLanguage('zh-CN'));
});

test('nothing, nothing that matches, and what cannot be read are told apart', async () => {
  stored['/api/queues'] = [];
  serveRouting();
  const shown = await show(<RoutingPage />);
  expect(await screen.findByText('还没有技能组')).toBeTruthy();
  fireEvent.change(screen.getByTestId('routing-find'), { target: { value: 'x' } });
  expect(screen.getByText('没有符合条件的内容')).toBeTruthy();
  shown.unmount();
  stored['/api/queues'] = problem(503, 'database-unavailable');
  await show(<RoutingPage />);
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
  stored['/api/queues'] = [general];
  fireEvent.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByTestId('queue-hq')).toBeTruthy();
});

test('steps are added, moved and removed, and the queue is stored with its version', async () => {
  const asked = serveRouting(() => Response.json({ ...faults, version: 4 }));
  const drawer = await edit('faults');
  const first = within(drawer).getByTestId('step-1');
  fireEvent.keyDown(within(first).getByLabelText('等待满'), { key: 'ArrowDown', altKey: true });
  fireEvent.click(within(drawer).getByTestId('step-add'));
  expect(document.activeElement).toBe(within(within(drawer).getByTestId('step-3')).getByLabelText('等待满'));
  type('幅度', '3', within(drawer).getByTestId('step-3'));
  fireEvent.click(within(drawer).getByTestId('step-2-remove'));
  fireEvent.click(screen.getByTestId('queue-save'));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  const { queue_id, ...body } = faults;
  expect(written(asked)).toEqual([
    {
      path: `/api/queues/${queue_id}`,
      body: {
        ...body,
        recipe: [step({ after_s: 30, action: 'move', queue_id: 'q2' }), step({ after_s: 90, by: 3 })],
      },
    },
  ]);
});

test('what the server finds wrong stands at the field, and the focus goes there', async () => {
  serveRouting(() => invalid('recipe.2.queue_id', 'unknown'));
  const drawer = await edit('faults');
  type('优先级', '7', drawer);
  fireEvent.click(screen.getByTestId('queue-save'));
  const field = await waitFor(() => {
    const found = document.getElementById('routing-recipe-2-queue_id');
    expect(found?.getAttribute('aria-invalid')).toBe('true');
    return found;
  });
  await waitFor(() => expect(document.activeElement).toBe(field)); // an effect, a moment after the paint
  expect(within(drawer).getByTestId('step-2').textContent).toContain('请选择另一个技能组');
  expect(within(drawer).getByTestId('step-1').textContent).not.toContain('请选择');
});

test('the edge counts from 0, and is understood all the same', async () => {
  serveRouting(() => invalid('recipe.0.by', 'int-parsing', 'invalid-input'));
  const drawer = await edit('faults');
  type('优先级', '7', drawer);
  fireEvent.click(screen.getByTestId('queue-save'));
  await waitFor(() => expect(within(drawer).getByTestId('step-1').textContent).toContain('内容有误'));
});

test('when somebody else was faster both versions are shown, and mine can go on top', async () => {
  const theirs = { ...faults, version: 4, priority: 9, max_length: 50 };
  const asked = serveRouting((path) => {
    const isFirst = (stored['/api/queues'] as Queue[])[0] === faults;
    stored['/api/queues'] = [theirs, general];
    return isFirst ? problem(409, 'routing-changed') : Response.json({ path });
  });
  const drawer = await edit('faults');
  type('优先级', '7', drawer);
  fireEvent.click(screen.getByTestId('queue-save'));
  const conflict = await screen.findByTestId('queue-conflict');
  expect(within(conflict).getByRole('row', { name: /优先级/ }).textContent).toBe('优先级97');
  expect(within(conflict).getByRole('row', { name: /最大排队数/ }).textContent).toBe('最大排队数50未改动');
  expect(screen.getByTestId<HTMLButtonElement>('queue-save').disabled).toBe(true);
  fireEvent.click(within(conflict).getByTestId('conflict-mine'));
  fireEvent.click(screen.getByTestId('queue-save'));
  await waitFor(() => expect(written(asked)).toHaveLength(2));
  expect(written(asked)[1]?.body).toMatchObject({ version: 4, priority: 7, max_length: 50 });
});

test('whoever leaves with changes is asked', async () => {
  const asked = serveRouting();
  const drawer = await edit('faults');
  type('优先级', '7', drawer);
  fireEvent.click(screen.getByRole('button', { name: '取消' }));
  fireEvent.click(await screen.findByRole('button', { name: '继续编辑' }));
  await waitFor(() => expect(screen.queryByTestId('unsaved-discard')).toBeNull());
  expect(screen.getByTestId('queue-save')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: '取消' }));
  fireEvent.click(await screen.findByTestId('unsaved-discard'));
  await waitFor(() => expect(screen.queryByTestId('queue-save')).toBeNull());
  expect(written(asked)).toEqual([]);
});

test('a new queue is added with what it starts from', async () => {
  const asked = serveRouting(() => Response.json({ ...general, queue_id: 'q3' }));
  await show(<RoutingPage />);
  fireEvent.click(await screen.findByTestId('add-queues'));
  const drawer = await screen.findByRole('dialog');
  type('中文名称', '大客户', drawer);
  type('英文名称', 'Key accounts', drawer);
  type('编码', 'key-accounts', drawer);
  fireEvent.click(screen.getByTestId('need-add'));
  fireEvent.click(screen.getByTestId('queue-save'));
  await waitFor(() => expect(screen.queryByTestId('queue-save')).toBeNull());
  const name = { 'zh-CN': '大客户', en: 'Key accounts' };
  const needs = [{ skill_id: 's1', level: 1, is_preferred: false }];
  expect(written(asked)).toEqual([
    { path: '/api/queues', body: { ...newQueue, code: 'key-accounts', name, needs } },
  ]);
});

test('who administers one network may only look at the queues of others', async () => {
  serveRouting();
  await show(<RoutingPage />, { localNetworks: [{ id: 'n1', name_zh: '常州', name_en: 'Changzhou' }] });
  fireEvent.click(within(await screen.findByTestId('queue-hq')).getByRole('button'));
  const drawer = await screen.findByRole('dialog');
  expect(drawer.textContent).toContain('您只能查看');
  type('优先级', '7', drawer);
  expect(screen.getByTestId<HTMLButtonElement>('queue-save').disabled).toBe(true);
});
