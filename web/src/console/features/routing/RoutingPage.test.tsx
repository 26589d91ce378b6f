import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import i18next from 'i18next';
import { beforeEach, expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import type { Queue, Step } from './api';
import { newQueue } from './draft';
import { RoutingPage } from './RoutingPage';

const step = (change: Partial<Step>): Step => ({
  action: 'lower_levels',
  after_s: 0,
  over_length: null,
  if_unstaffed: false,
  by: 0,
  queue_id: null,
  value: '',
  ...change,
});

const faults: Queue = {
  ...newQueue,
  queue_id: 'q1',
  version: 3,
  code: 'faults',
  name: { 'zh-CN': '故障报修', en: 'Faults' },
  local_network_id: 'n1',
  needs: [{ skill_id: 's1', level: 3, is_preferred: false }],
  max_wait_s: 300,
  recipe: [
    step({ after_s: 30, by: 2, over_length: 4, if_unstaffed: true }),
    step({ after_s: 60, action: 'move', queue_id: 'q2' }),
  ],
};
const general: Queue = {
  ...newQueue,
  queue_id: 'q2',
  version: 1,
  code: 'hq',
  name: { 'zh-CN': '总部综合', en: 'Headquarters' },
};
const skills = [
  { skill_id: 's1', code: 'fault', name: { 'zh-CN': '故障处理', en: 'Faults' } },
  { skill_id: 's2', code: 'english', name: { 'zh-CN': '英语', en: 'English' } },
];
const lina = {
  agent_id: 'a1',
  number: '1001',
  name: '李娜',
  queue_ids: ['q1'],
  skills: [{ skill_id: 's1', level: 6 }],
};
const zhang = { agent_id: 'a2', number: '1002', name: '张伟', queue_ids: [], skills: [] };

type Stored = Record<string, unknown>;
const stored: Stored = {};

beforeEach(() => {
  Object.assign(stored, {
    '/api/queues': [faults, general],
    '/api/skills': skills,
    '/api/agents/routing': [lina, zhang],
    '/api/local_networks': [{ id: 'n1', name_zh: '常州', name_en: 'Changzhou' }],
  });
});

/** Answer what is read from `stored`, and what is written as `write` says. */
function serveRouting(write: (path: string) => Response | undefined = () => undefined) {
  serve();
  return fakeApi((path, method) => {
    if (method !== 'GET') return write(path);
    const found = stored[path];
    return found instanceof Response ? found.clone() : Response.json(found);
  });
}

const written = (asked: ReturnType<typeof fakeApi>) => asked.filter((each) => each.body !== undefined);
const invalid = (field: string, code: string, problemCode = 'routing-invalid') =>
  new Response(JSON.stringify({ status: 422, code: problemCode, errors: [{ field, code }] }), {
    status: 422,
    headers: { 'content-type': 'application/problem+json' },
  });

async function edit(code: string) {
  await show(<RoutingPage />);
  const row = await screen.findByTestId(`queue-${code}`);
  fireEvent.click(within(row).getByRole('button'));
  return screen.findByRole('dialog');
}

const type = (label: string, value: string, inside: HTMLElement = document.body) =>
  fireEvent.change(within(inside).getByLabelText(label), { target: { value } });

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
  expect(document.activeElement).toBe(field);
  expect(within(drawer).getByTestId('step-2').textContent).toContain('请选择一个现有的其他对象');
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

test('levels are typed into the matrix; one that is none cannot be saved', async () => {
  const asked = serveRouting(() =>
    Response.json({ ...zhang, skills: [{ skill_id: 's2', level: 10 }], queue_ids: ['q2'] }),
  );
  await show(<RoutingPage />);
  fireEvent.click(screen.getByTestId('room-agents'));
  await screen.findByTestId('matrix-1002');
  type('张伟 的英语级别', '11');
  expect(screen.getByLabelText('张伟 的英语级别').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByTestId<HTMLButtonElement>('matrix-save').disabled).toBe(true);
  type('张伟 的英语级别', '10');
  fireEvent.click(screen.getByRole('button', { name: /修改 张伟 服务的技能组/ }));
  fireEvent.click(await screen.findByRole('checkbox', { name: '总部综合' }));
  fireEvent.click(screen.getByTestId('served-ok'));
  fireEvent.click(screen.getByTestId('matrix-save'));
  await waitFor(() => expect(screen.queryByTestId('matrix-save')).toBeNull());
  expect(written(asked)).toEqual([
    {
      path: '/api/agents/a2/routing',
      body: { queue_ids: ['q2'], skills: [{ skill_id: 's2', level: 10 }] },
    },
  ]);
});

test('arrow keys go between the cells of the matrix', async () => {
  serveRouting();
  await show(<RoutingPage />);
  fireEvent.click(screen.getByTestId('room-agents'));
  await screen.findByTestId('matrix-1002');
  screen.getByLabelText('李娜 的故障处理级别').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown'])
    fireEvent.keyDown(document.activeElement ?? document.body, { key });
  expect(document.activeElement).toBe(screen.getByLabelText('张伟 的英语级别'));
});

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
