import { fireEvent, screen, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { problem, show } from '../../../testing/render';
import { dispatcher, order, putBack, serveOrders, stored, whole } from './examples';
import { NewOrderDialog } from './NewOrderDialog';
import { OrderPanel } from './order/OrderPanel';

beforeEach(putBack);

const nothing = () => {};
const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
const save = () => fireEvent.submit(document.getElementById('new-order') as HTMLElement);
const written = (asked: { path: string; body: unknown }[]) => asked.filter(({ body }) => body !== undefined);

test('an order is opened by hand; sent again after a failure it keeps its key', async () => {
  let isDown = true;
  const opened: string[] = [];
  const asked = serveOrders(() =>
    isDown
      ? problem(503, 'database-unavailable')
      : Response.json(
          { order: order({ work_order_id: 'o9' }), is_duplicate: true, warnings: ['no-area'] },
          { status: 201 },
        ),
  );
  await show(<NewOrderDialog onClose={nothing} onOpened={(id) => opened.push(id)} />, {
    permissions: dispatcher,
  });
  const ok = () => screen.getByTestId('new-order-ok') as HTMLButtonElement;
  await waitFor(() => expect(screen.getByText('维修')).toBeTruthy());
  expect(ok().disabled).toBe(true);
  type('地址', ' 天宁区翠竹新村 12 号 ');
  type('要做什么', '箱体门损坏');
  expect(ok().disabled).toBe(false);
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  save();
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
  isDown = false;
  save();
  await waitFor(() => expect(opened).toEqual(['o9']));
  const [first, second] = written(asked).map(({ body }) => body as Record<string, unknown>);
  expect(first).toMatchObject({
    type_code: 'repair',
    severity_code: 'urgent',
    address: '天宁区翠竹新村 12 号',
    description: '箱体门损坏',
  });
  expect(second?.key).toBe(first?.key);
  expect(String(first?.key)).toHaveLength(36);
});

test('for a customer his name and address are filled in', async () => {
  stored['/api/customers'] = {
    candidates: [
      { customer_id: 'k1', name: '周晓明', level: null, address: '兰陵路 8 号', phone: '138****2246' },
    ],
    has_more: false,
  };
  stored['/api/customers/k1'] = { customer_id: 'k1', name: '周晓明', address: '兰陵路 8 号' };
  const asked = serveOrders(() =>
    Response.json({ order: order(), is_duplicate: false, warnings: [] }, { status: 201 }),
  );
  await show(<NewOrderDialog onClose={nothing} onOpened={nothing} />, {
    permissions: [...dispatcher, 'customer.view'],
  });
  fireEvent.change(screen.getByTestId('customer-search'), { target: { value: '周晓' } });
  fireEvent.click(await screen.findByText('选择'));
  expect((await screen.findByTestId('new-order-customer')).textContent).toContain('周晓明');
  expect((screen.getByLabelText('地址') as HTMLInputElement).value).toBe('兰陵路 8 号');
  save();
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]?.body).toMatchObject({ customer_id: 'k1', contact_name: '周晓明' });
});

test('an order without an area is given one', async () => {
  stored['/api/work-orders/o1'] = whole({ area_id: null, area: null, actions: ['assign', 'place'] });
  const asked = serveOrders(() =>
    Response.json({ order: order({ area_id: 'a1', version: 2 }), is_duplicate: false, warnings: [] }),
  );
  await show(<OrderPanel orderId="o1" onOpen={nothing} onClose={nothing} />, { permissions: dispatcher });
  const button = await screen.findByTestId('order-place');
  expect(button.textContent).toBe('指定区域');
  fireEvent.click(button);
  const ok = (await screen.findByTestId('place-ok')) as HTMLButtonElement;
  expect(ok.disabled).toBe(true);
  fireEvent.mouseDown(screen.getByLabelText('区域'));
  fireEvent.click(await screen.findByTitle('红梅'));
  await waitFor(() => expect(ok.disabled).toBe(false));
  fireEvent.submit(document.getElementById('place-form') as HTMLElement);
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]).toMatchObject({
    path: '/api/work-orders/o1/actions',
    body: { action: 'place', area_id: 'a1', version: 1 },
  });
  expect(await screen.findByText('261122-0000001 已归入 红梅')).toBeTruthy();
});
