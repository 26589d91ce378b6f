import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { problem, show } from '../../../../testing/render';
import { putBack, serveOrders, stored } from '../../dispatch/examples';
import { ServicePage } from '../ServicePage';
import type { Category, TicketSettings } from './api';
import { category } from './examples';

const settings: TicketSettings = {
  categories: [
    category({ parent_code: 'tv' }),
    category({ code: 'tv', name: { 'zh-CN': '电视', en: 'TV' }, work_order_type: null }),
    category({ code: 'net', name: { 'zh-CN': '宽带', en: 'Internet' }, position: 2, is_active: false }),
    category({
      code: 'billing',
      kind: 'complaint',
      name: { 'zh-CN': '收费', en: 'Fees' },
      work_order_type: null,
      department_code: 'care',
      limit_h: 24,
      calendar_id: 'k1',
    }),
  ],
  departments: [
    {
      department_id: 'd1',
      code: 'care',
      name: { 'zh-CN': '客户关怀部', en: 'Care' },
      local_network_id: null,
      ladder: [
        { after_h: 0, to: 'lead', person_id: null, permission: '' },
        { after_h: 24, to: 'permission', person_id: null, permission: 'board.view' },
      ],
      members: [
        { person_id: 'p1', level: 0, name: '李娜' },
        { person_id: 'p2', level: 1, name: '王芳' },
      ],
      is_active: true,
      version: 2,
    },
  ],
  regulators: [
    {
      code: '12345',
      name: { 'zh-CN': '市长热线', en: 'Mayor' },
      limit_h: 120,
      position: 1,
      is_active: true,
      version: 1,
    },
  ],
};

beforeEach(() => {
  putBack();
  stored['/api/ticket-settings'] = settings;
  stored['/api/ticket-settings/people'] = [
    { person_id: 'p1', name: '李娜', login: 'lina' },
    { person_id: 'p3', name: '赵敏', login: 'zhao' },
  ];
  stored['/api/calendars/names'] = [{ calendar_id: 'k1', name: { 'zh-CN': '工作时间', en: 'Office' } }];
});

async function open(room: string) {
  await show(<ServicePage />, { permissions: ['admin.service'] });
  fireEvent.click(screen.getByTestId(`room-${room}`));
  await waitFor(() => expect(screen.getByTestId(`room-${room}`).getAttribute('aria-current')).toBe('page'));
  await screen.findAllByTestId('service-row');
}
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const save = () => fireEvent.submit(document.getElementById('service-form') as HTMLElement);
const rows = () => screen.getAllByTestId('service-row').map((row) => row.textContent);
const written = (asked: { path: string; body: unknown }[]) => asked.filter(({ body }) => body !== undefined);
const faults = (status: number, code: string, ...errors: { field: string; code: string }[]) =>
  new Response(JSON.stringify({ status, code, errors }), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });

test('categories stand in their tree; a find keeps what it lies in', async () => {
  serveOrders();
  await open('categories');
  await waitFor(() =>
    expect(rows()).toEqual([
      '电视tv—————是修改',
      '无信号no-signal—48 小时一般—维修是修改',
      '宽带net—48 小时一般—维修否修改',
    ]),
  );
  fireEvent.change(screen.getByTestId('service-find'), { target: { value: 'signal' } });
  expect(rows()).toHaveLength(2);
  fireEvent.change(screen.getByTestId('service-find'), { target: { value: '' } });
  fireEvent.click(screen.getByText('投诉 1'));
  await waitFor(() => expect(rows()).toEqual(['收费billing客户关怀部24 小时 · 工作时间一般—是修改']));
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
});

test('a category is added under another; its code cannot be one that is there', async () => {
  let isThere = true;
  const asked = serveOrders(() =>
    isThere ? problem(409, 'ticket-setting-changed') : Response.json(category({})),
  );
  await open('categories');
  fireEvent.click(screen.getByTestId('service-add'));
  await screen.findByTestId('service-save');
  type('中文名称', '花屏');
  type('英文名称', 'Mosaic');
  type('代码', 'tv.mosaic');
  expect((screen.getByTestId('service-save') as HTMLButtonElement).disabled).toBe(true);
  type('代码', 'mosaic');
  type('答复时限', '24');
  save();
  expect(await screen.findByText('这个代码已被使用，请换一个')).toBeTruthy();
  isThere = false;
  save();
  await waitFor(() => expect(screen.queryByTestId('service-save')).toBeNull());
  expect(written(asked).at(-1)).toMatchObject({
    path: '/api/ticket-settings/categories/mosaic',
    body: {
      kind: 'report',
      name: { 'zh-CN': '花屏', en: 'Mosaic' },
      limit_h: 24,
      parent_code: null,
      version: 0,
    },
  });
});

test('what is wrong with a category is marked at its field; it is taken out of use, never deleted', async () => {
  const asked = serveOrders(() =>
    faults(422, 'ticket-setting-invalid', { field: 'first_answer_h', code: 'not-within-limit' }),
  );
  await open('categories');
  fireEvent.click(screen.getAllByTestId('service-edit')[1] as HTMLElement);
  await screen.findByTestId('service-save');
  expect((screen.getByLabelText('代码') as HTMLInputElement).disabled).toBe(true);
  type('首次答复时限', '72');
  fireEvent.click(screen.getByLabelText('使用中'));
  save();
  expect(await screen.findByText('必须不晚于答复时限')).toBeTruthy();
  expect(written(asked)[0]?.body).toMatchObject({ first_answer_h: 72, is_active: false, version: 3 });
});

test('what somebody else has saved meanwhile is put beside mine', async () => {
  const asked = serveOrders(() => {
    const [first, ...others] = settings.categories;
    const isFirst = (stored['/api/ticket-settings'] as TicketSettings) === settings;
    stored['/api/ticket-settings'] = {
      ...settings,
      categories: [{ ...first, limit_h: 12, version: 4 } as Category, ...others],
    };
    return isFirst ? problem(409, 'ticket-setting-changed') : Response.json(first);
  });
  await open('categories');
  fireEvent.click(screen.getAllByTestId('service-edit')[1] as HTMLElement);
  await screen.findByTestId('service-save');
  type('中文名称', '没有信号');
  save();
  fireEvent.click(await screen.findByTestId('conflict-mine'));
  save();
  await waitFor(() => expect(written(asked)).toHaveLength(2));
  expect(written(asked)[1]?.body).toMatchObject({ version: 4, name: { 'zh-CN': '没有信号' } });
});

test('a department has people and a ladder; a fault stands at its level', async () => {
  const asked = serveOrders(() =>
    faults(
      422,
      'ticket-setting-invalid',
      { field: 'ladder.3.to', code: 'nobody-of-this-level' },
      { field: 'ladder', code: 'not-in-order' },
    ),
  );
  await open('departments');
  expect(rows()[0]).toContain('客户关怀部care');
  expect(rows()[0]).toContain('李娜一超时就通知王芳、');
  expect(screen.getByTestId('service-row').textContent).toContain('现场主管');
  fireEvent.click(screen.getByTestId('service-edit'));
  await screen.findByTestId('service-save');
  expect(screen.getAllByTestId('department-member')).toHaveLength(2);
  fireEvent.click(screen.getByTestId('department-rung-add'));
  const rungs = screen.getAllByTestId('department-rung');
  expect((within(rungs[2] as HTMLElement).getByRole('spinbutton') as HTMLInputElement).value).toBe('48');
  save();
  expect(await screen.findByText('上面没有这一级的人员')).toBeTruthy();
  expect(screen.getByText('每一级必须比上一级晚')).toBeTruthy();
  expect(written(asked)[0]).toMatchObject({
    path: '/api/ticket-settings/departments/d1',
    body: {
      version: 2,
      members: [
        { person_id: 'p1', level: 0 },
        { person_id: 'p2', level: 1 },
      ],
      ladder: [{ after_h: 0 }, { after_h: 24 }, { after_h: 48, to: 'lead' }],
    },
  });
});

test('who takes a department out of use is told what has nowhere to go then', async () => {
  serveOrders();
  await open('departments');
  fireEvent.click(screen.getByTestId('service-edit'));
  await screen.findByTestId('service-save');
  expect(screen.queryByText(/停用后将无人处理/)).toBeNull();
  fireEvent.click(screen.getByLabelText('使用中'));
  expect(await screen.findByText(/停用后将无人处理：收费/)).toBeTruthy();
});

test('a regulator has a time of his own, or the category’s', async () => {
  const asked = serveOrders(() => Response.json({}));
  await open('regulators');
  expect(rows()).toEqual(['市长热线12345120 小时1是修改']);
  fireEvent.click(screen.getByTestId('service-edit'));
  await screen.findByTestId('service-save');
  type('答复时限', '72');
  save();
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]).toMatchObject({
    path: '/api/ticket-settings/regulators/12345',
    body: { version: 1, limit_h: 72, name: { en: 'Mayor' } },
  });
});
