import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem, show } from '../../../../testing/render';
import { CustomerView } from '../CustomerView';
import { devices, open, paths, said, serveBilling, zhou } from './testing';

test('devices are checked again, past what is remembered', async () => {
  let state = devices;
  const asked = serveBilling({ devices: () => Response.json(state) });
  await show(<CustomerView customer={zhou} />);
  open('devices');
  const device = within(await screen.findByTestId('device'));
  expect(device.getByText('离线')).toBeTruthy();
  expect(device.getByText(/-28.5 dBm/)).toBeTruthy();
  expect(device.getByText('异常')).toBeTruthy();
  state = { ...devices, devices: devices.devices.map((each) => ({ ...each, is_online: true })) };
  fireEvent.click(screen.getByTestId('check-devices'));
  await device.findByText('在线');
  expect(paths(asked)).toEqual(['/api/customers/x/devices', '/api/customers/x/devices?anew=true']);
});

async function refresh() {
  open('devices');
  fireEvent.click(await screen.findByTestId('refresh-device'));
  return screen.findByTestId('refresh-confirm');
}

test('an authorisation is sent again only after a confirmation, and the devices are looked at anew', async () => {
  const asked = serveBilling({ refresh: () => Response.json({ done_at_ms: said.as_of_ms }) });
  await show(<CustomerView customer={zhou} />);
  const confirm = await refresh();
  expect(asked).toHaveLength(1);
  fireEvent.click(confirm);
  await screen.findByText(/^授权已于/);
  await waitFor(() =>
    expect(paths(asked)).toEqual([
      '/api/customers/x/devices',
      '/api/customers/x/devices/KD1/refresh',
      '/api/customers/x/devices?anew=true',
    ]),
  );
  expect(asked[1]?.body).toMatchObject({ account: '051900000001', is_repeat: false });
});

test('when nobody knows whether it was sent, the same wish finds out', async () => {
  let answer = () => problem(504, 'billing-outcome-unknown');
  const asked = serveBilling({ refresh: () => answer() });
  await show(<CustomerView customer={zhou} />);
  const confirm = await refresh();
  fireEvent.click(confirm);
  await screen.findByTestId('refresh-failed');
  expect(confirm.textContent).toBe('查询结果');
  answer = () => Response.json({ done_at_ms: said.as_of_ms });
  fireEvent.click(confirm);
  await screen.findByText(/^授权已于/);
  const [first, second] = asked.filter((each) => each.body).map((each) => each.body as { key: string });
  expect(first).toMatchObject({ is_repeat: false });
  expect(second).toEqual({ ...first, is_repeat: true });
});

test('who may not change customers sends nothing', async () => {
  serveBilling();
  await show(<CustomerView customer={zhou} />, { permissions: ['desk.use', 'customer.view'] });
  open('devices');
  await screen.findByTestId('device');
  expect(screen.queryByTestId('refresh-device')).toBeNull();
});
