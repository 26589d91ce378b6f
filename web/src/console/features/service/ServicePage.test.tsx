import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { problem, show } from '../../../testing/render';
import { crew, hongmei, putBack, serveOrders, settings, stored } from '../dispatch/examples';
import { ServicePage } from './ServicePage';

beforeEach(putBack);

async function open(room?: string) {
  await show(<ServicePage />, { permissions: ['admin.service'] });
  if (!room) return;
  fireEvent.click(screen.getByTestId(`room-${room}`));
  await waitFor(() => expect(screen.getByTestId(`room-${room}`).getAttribute('aria-current')).toBe('page'));
}
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const save = () => fireEvent.submit(document.getElementById('service-form') as HTMLElement);
const isReady = () => !(screen.getByTestId('service-save') as HTMLButtonElement).disabled;
const edit = async () => fireEvent.click(await screen.findByTestId('service-edit'));
const written = (asked: { path: string; body: unknown }[]) => asked.filter(({ body }) => body !== undefined);

test('areas stand in their tree, with who looks after them', async () => {
  stored['/api/areas'] = [
    hongmei,
    {
      ...hongmei,
      area_id: 'a2',
      code: 'inner',
      parent_id: 'a1',
      crew_id: null,
      polygon: null,
      text: { 'zh-CN': '翠竹', en: 'Cuizhu' },
    },
  ];
  serveOrders();
  await open();
  const rows = await screen.findAllByTestId('service-row');
  expect(rows.map((row) => row.textContent)).toEqual([
    '红梅hongmei常州/天宁区天宁班已画出修改',
    '翠竹inner常州/天宁区没有班组未画出修改',
  ]);
  fireEvent.change(screen.getByTestId('service-find'), { target: { value: 'cui' } });
  expect(screen.getAllByTestId('service-row')).toHaveLength(1);
  fireEvent.change(screen.getByTestId('service-find'), { target: { value: 'zzz' } });
  expect(screen.getByText('没有符合条件的内容')).toBeTruthy();
});

test('no areas yet, and areas that cannot be read, are told apart', async () => {
  stored['/api/areas'] = problem(503, 'database-unavailable');
  serveOrders();
  await open();
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
  stored['/api/areas'] = [];
  fireEvent.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByText('请新增区域，报修才能自动派到班组。')).toBeTruthy();
});

test('an area is added with a pasted shape; a wrong one is named and not sent', async () => {
  const asked = serveOrders(() => Response.json(hongmei, { status: 201 }));
  await open();
  fireEvent.click(screen.getByTestId('service-add'));
  await screen.findByTestId('service-save');
  type('中文名称', '兰陵');
  type('英文名称', 'Lanling');
  type('代码', 'Lan ling');
  expect(isReady()).toBe(false);
  type('代码', 'lanling');
  expect(isReady()).toBe(true);
  type('边界（GeoJSON，WGS 84）', '{"type":"Point","coordinates":[1,2]}');
  expect((await screen.findByRole('alert')).textContent).toContain('不是 GeoJSON');
  expect(isReady()).toBe(false);
  type('边界（GeoJSON，WGS 84）', JSON.stringify({ type: 'Feature', geometry: hongmei.polygon }));
  expect(isReady()).toBe(true);
  save();
  await waitFor(() => expect(screen.queryByTestId('service-save')).toBeNull());
  expect(written(asked)[0]).toMatchObject({
    path: '/api/areas',
    body: {
      code: 'lanling',
      text: { 'zh-CN': '兰陵', en: 'Lanling' },
      polygon: hongmei.polygon,
      parent_id: null,
    },
  });
});

test('what somebody else has saved meanwhile is put beside mine before it is overwritten', async () => {
  const asked = serveOrders(() => {
    const isFirst = (stored['/api/areas'] as { version: number }[])[0]?.version === 1;
    stored['/api/areas'] = [{ ...hongmei, version: 2, district_path: '常州/新区' }];
    return isFirst ? problem(409, 'area-changed') : Response.json(hongmei);
  });
  await open();
  await edit();
  await screen.findByTestId('service-save');
  type('中文名称', '红梅街道');
  save();
  expect(await screen.findByTestId('service-conflict')).toBeTruthy();
  expect(isReady()).toBe(false);
  fireEvent.click(screen.getByTestId('conflict-mine'));
  save();
  await waitFor(() => expect(written(asked)).toHaveLength(2));
  expect(written(asked)[1]).toMatchObject({
    path: '/api/areas/a1',
    body: { version: 2, text: { 'zh-CN': '红梅街道', en: 'Hongmei' } },
  });
});

test('a crew is changed with its people; without a phone it is pointed out', async () => {
  stored['/api/crews'] = [{ ...crew, members: [{ ...crew.members[0], phone: '' }] }];
  const asked = serveOrders(() => Response.json(crew));
  await open('crews');
  expect((await screen.findByTestId('service-row')).textContent).toContain('王建国 （1 人没有电话）');
  await edit();
  await screen.findByTestId('service-save');
  expect((screen.getByLabelText('王建国任班长') as HTMLInputElement).checked).toBe(true);
  type('王建国的电话', '13805191000');
  fireEvent.click(screen.getByLabelText('王建国在岗'));
  save();
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]).toMatchObject({
    path: '/api/crews/c1',
    body: {
      version: 1,
      lead_id: 'p1',
      members: [{ person_id: 'p1', phone: '13805191000', skills: ['repair'], is_active: false }],
    },
  });
});

test('a number that no SMS reaches is refused in words, and the dialog stays', async () => {
  serveOrders(() => problem(422, 'crew-phone-unusable'));
  await open('crews');
  await edit();
  await screen.findByTestId('service-save');
  type('班组电话', '110 please');
  save();
  expect((await screen.findByRole('alert')).textContent).toContain('电话号码不完整');
  expect(screen.getByTestId('service-save')).toBeTruthy();
});

test('a state table is shown in words; one that does not work comes back with the reasons', async () => {
  const refused = { status: 422, code: 'lifecycle-unusable', facts: { problems: ['assigned never ends'] } };
  serveOrders(
    () =>
      new Response(JSON.stringify(refused), {
        status: 422,
        headers: { 'content-type': 'application/problem+json' },
      }),
  );
  await open('types');
  await edit();
  await screen.findByTestId('service-save');
  const table = screen.getByRole('table', { name: '状态' });
  expect(within(table).getAllByRole('row')[1]?.textContent).toBe('待派单 pending派单 → 已派单');
  type('状态表（JSON）', '{"states":');
  expect(await screen.findByText('不是有效的 JSON 内容')).toBeTruthy();
  expect(isReady()).toBe(false);
  type('状态表（JSON）', JSON.stringify({ ...settings.default_lifecycle, transitions: [] }));
  save();
  expect((await screen.findByRole('alert')).textContent).toContain('assigned never ends');
});

test('a severity says how soon, and who hears when it is late', async () => {
  const asked = serveOrders(() => Response.json({}));
  await open('severities');
  expect((await screen.findByTestId('service-row')).textContent).toBe(
    '紧急urgent24 小时30 分钟全天连续计时一超时就通知班长是修改',
  );
  await edit();
  await screen.findByTestId('service-save');
  fireEvent.click(screen.getByTestId('rung-add'));
  expect(screen.getAllByTestId('rung')).toHaveLength(2);
  type('多久内完成', '36');
  save();
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]).toMatchObject({
    path: '/api/work-order-settings/severities/urgent',
    body: {
      version: 1,
      within_min: 2160,
      ladder: [
        { after_min: 0, whom: 'crew_lead' },
        { after_min: 240, whom: 'crew_lead' },
      ],
    },
  });
});

test('a code that is in use is marked at its field', async () => {
  serveOrders(() => problem(409, 'code-taken'));
  await open('choices');
  fireEvent.click(screen.getByTestId('service-add'));
  await screen.findByTestId('service-save');
  type('中文名称', '已修复');
  type('英文名称', 'Fixed');
  type('代码', 'fixed');
  save();
  expect(await screen.findByText('这个代码已被使用，请换一个')).toBeTruthy();
  expect(screen.getByLabelText('代码').getAttribute('aria-invalid')).toBe('true');
});

test('a window is set for days of the week; one that ends before it begins is not sent', async () => {
  stored['/api/areas/a1/slots'] = [
    {
      slot_id: 's1',
      weekdays: [1, 6],
      begins: '08:00',
      ends: '10:00',
      capacity: 4,
      is_active: true,
      version: 3,
    },
  ];
  const asked = serveOrders(() => Response.json({}));
  await open('slots');
  expect((await screen.findByTestId('service-row')).textContent).toBe('08:00–10:00周一、周六4是修改');
  await edit();
  await screen.findByTestId('service-save');
  fireEvent.click(screen.getByLabelText('周日'));
  type('可约户数', '6');
  save();
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]).toMatchObject({
    path: '/api/areas/a1/slots/s1',
    body: { version: 3, weekdays: [1, 6, 7], capacity: 6 },
  });
});
