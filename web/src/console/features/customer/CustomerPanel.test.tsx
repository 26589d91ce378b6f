import type { Candidate } from '@shared/rt/events';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, serve, show } from '../../../testing/render';
import { callView } from '../../../testing/views';
import { CustomerPanel } from './CustomerPanel';

const candidate = (id: string, name: string): Candidate => ({
  customer_id: id,
  name,
  level: null,
  address: '红梅新村 42 幢',
  phone: '138 **** 2246',
});
const found = (...candidates: Candidate[]) => Response.json({ candidates, has_more: false });

test('stands blank between calls, with nobody’s data', async () => {
  serve();
  await show(<CustomerPanel />);
  expect(screen.getByTestId('customer-name').textContent).toBe('');
});

test('several customers of one number: the agent chooses', async () => {
  const asked = fakeApi();
  serve({ calls: [callView({ candidates: [candidate('x', '周晓雯'), candidate('y', '周建国')] })] });
  await show(<CustomerPanel />);
  expect(screen.getByText('2 位客户使用此号码')).toBeTruthy();
  fireEvent.click(screen.getByText('周建国'));
  await waitFor(() =>
    expect(asked).toEqual([{ path: '/api/calls/c1/customer', body: { customer_id: 'y' } }]),
  );
});

test('an unknown number: search, then link', async () => {
  const asked = fakeApi((path) =>
    path.startsWith('/api/customers?') ? found(candidate('z', '陈立')) : undefined,
  );
  serve({ calls: [callView()] });
  await show(<CustomerPanel />);
  expect(screen.getByTestId('unknown-caller').textContent).toContain('138 1509 2246');
  fireEvent.change(screen.getByTestId('customer-search'), { target: { value: '陈立' } });
  fireEvent.click(await screen.findByTestId('candidate'));
  await waitFor(() =>
    expect(asked.at(-1)).toEqual({ path: '/api/calls/c1/customer', body: { customer_id: 'z' } }),
  );
});

test('an unknown number: a new customer is made and linked', async () => {
  const asked = fakeApi((path) =>
    path === '/api/customers' ? Response.json({ customer_id: 'new' }, { status: 201 }) : undefined,
  );
  serve({ calls: [callView()] });
  await show(<CustomerPanel />);
  fireEvent.click(screen.getByRole('tab', { name: '新建客户' }));
  fireEvent.change(await screen.findByTestId('new-customer-name'), { target: { value: '王芳' } });
  fireEvent.click(screen.getByTestId('new-customer-submit'));
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(asked[0]?.body).toMatchObject({ name: '王芳', phone: '13815092246' });
  expect(asked[1]).toEqual({ path: '/api/calls/c1/customer', body: { customer_id: 'new' } });
});

test('without the permission nothing of the customer is shown', async () => {
  serve({ calls: [callView({ candidates: [candidate('x', '周晓雯')] })] });
  await show(<CustomerPanel />, { permissions: ['desk.use'] });
  expect(screen.getByText('您没有查看客户资料的权限')).toBeTruthy();
  expect(screen.queryByText('周晓雯')).toBeNull();
});
