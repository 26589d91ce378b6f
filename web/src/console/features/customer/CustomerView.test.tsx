import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { serve, show } from '../../../testing/render';
import { callView } from '../../../testing/views';
import { CustomerPanel } from './CustomerPanel';
import { CustomerView } from './CustomerView';
import { open, paths, serveBilling, zhou } from './tabs/testing';

test('the overview is there at once, and billing is asked for nothing until a tab is opened', async () => {
  const asked = serveBilling();
  await show(<CustomerView customer={zhou} />);
  expect(screen.getByRole('tabpanel', { name: '概览' })).toBeTruthy();
  expect(screen.getByRole('tab', { selected: true }).textContent).toBe('概览');
  expect(asked).toEqual([]);
  open('bills');
  await screen.findByTestId('bills');
  expect(paths(asked).sort()).toEqual(['/api/customers/x/bills', '/api/customers/x/payments']);
});

test('the mouse near a tab fetches what it will show, once', async () => {
  const asked = serveBilling();
  await show(<CustomerView customer={zhou} />);
  fireEvent.mouseEnter(screen.getByTestId('customer-tab-devices'));
  await waitFor(() => expect(paths(asked)).toEqual(['/api/customers/x/devices']));
  open('devices');
  await screen.findByTestId('device');
  expect(asked).toHaveLength(1);
});

test('products get their live state', async () => {
  serveBilling();
  await show(<CustomerView customer={zhou} />);
  open('products');
  const panel = within(await screen.findByRole('tabpanel', { name: '产品' }));
  await panel.findByText('实时');
});

test('products are ours when billing is silent', async () => {
  serveBilling({
    products: () => Response.json({ products: zhou.products, as_of_ms: null, is_stale: false }),
  });
  await show(<CustomerView customer={zhou} />);
  open('products');
  await screen.findByText(/计费系统未提供实时状态/);
  expect(screen.queryByText('实时')).toBeNull();
});

test('tabs are walked with arrows, Home and End', async () => {
  serveBilling();
  await show(<CustomerView customer={zhou} />);
  const overview = screen.getByTestId('customer-tab-overview');
  overview.focus();
  fireEvent.keyDown(overview, { key: 'ArrowLeft' });
  expect(document.activeElement).toBe(screen.getByTestId('customer-tab-devices'));
  expect(screen.getByRole('tab', { selected: true }).textContent).toBe('设备');
  fireEvent.keyDown(screen.getByTestId('customer-tab-devices'), { key: 'Home' });
  expect(screen.getByRole('tab', { selected: true }).textContent).toBe('概览');
});

test('the next customer begins with his overview', async () => {
  serveBilling();
  serve({ calls: [callView({ customer: zhou })] });
  await show(<CustomerPanel />);
  open('bills');
  await screen.findByTestId('bills');
  serve({ calls: [callView({ call_id: 'c2', customer: { ...zhou, customer_id: 'y', name: '王芳' } })] });
  expect(screen.getByTestId('customer-name').textContent).toBe('王芳');
  expect(screen.getByRole('tab', { selected: true }).textContent).toBe('概览');
  expect(screen.queryByTestId('bills')).toBeNull();
});
