import type { Pop } from '@shared/rt/events';
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import { callView } from '../../../testing/views';
import type { Bills, Devices, Payments } from './api';
import { CustomerPanel } from './CustomerPanel';
import { CustomerView } from './CustomerView';

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const active = { code: 'active', text: words('正常', 'Active') };
const zhou: Pop = {
  customer_id: 'x',
  name: '周晓雯',
  level: null,
  account_manager: null,
  tags: [],
  id_masked: null,
  phone_masked: null,
  address: null,
  account_no: '051900000001',
  since_on: null,
  products: [
    {
      name: words('宽带', 'Broadband'),
      resource: 'KD1',
      monthly_fee_minor: 8900,
      status: active,
      is_live: false,
      expires_on: null,
    },
  ],
  billing: null,
  timeline: [],
};
const said = {
  account_no: '051900000001',
  accounts: [{ account_no: '051900000001', name: '周晓雯' }],
  as_of_ms: Date.UTC(2026, 10, 22, 4),
  is_stale: false,
};
const bills: Bills = {
  ...said,
  bills: [
    {
      bill_no: 'B10',
      month_on: '2026-10-01',
      due_on: '2026-11-20',
      total_minor: 9900,
      unpaid_minor: 1250,
      state: 'overdue',
      lines: [
        { name: words('宽带 300M', 'Broadband 300M'), amount_minor: 10900 },
        { name: words('套餐优惠', 'Bundle discount'), amount_minor: -1000 },
      ],
    },
    {
      bill_no: 'B09',
      month_on: '2026-09-01',
      due_on: '2026-10-20',
      total_minor: 8900,
      unpaid_minor: 0,
      state: 'settled',
      lines: [],
    },
  ],
};
const payments: Payments = {
  ...said,
  payments: [
    {
      payment_no: 'P1',
      paid_at_ms: Date.UTC(2026, 9, 3, 4),
      amount_minor: 8900,
      method: 'wechat',
      status: 'done',
    },
  ],
};
const devices: Devices = {
  ...said,
  devices: [
    {
      resource: 'KD1',
      product: words('宽带', 'Broadband'),
      kind: 'onu',
      model: 'AN5506',
      is_online: false,
      signal_dbm: -28.5,
      signal: 'bad',
      last_seen_ms: Date.UTC(2026, 10, 21, 4),
    },
  ],
};

type Answers = Record<string, () => Response>;

function serveBilling(answers: Answers = {}) {
  serve();
  const usual: Answers = {
    bills: () => Response.json(bills),
    payments: () => Response.json(payments),
    devices: () => Response.json(devices),
    products: () =>
      Response.json({
        products: [{ ...zhou.products[0], is_live: true }],
        as_of_ms: said.as_of_ms,
        is_stale: false,
      }),
    ...answers,
  };
  return fakeApi((path) => {
    const what = /^\/api\/customers\/x\/(\w+)(?:\/[^/]+\/(refresh))?/.exec(path);
    return what ? usual[what[2] ?? what[1] ?? '']?.() : undefined;
  });
}

const paths = (asked: ReturnType<typeof fakeApi>) => asked.map((each) => each.path);
const open = (tab: string) => fireEvent.click(screen.getByTestId(`customer-tab-${tab}`));

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

test('a bill opens to show its lines', async () => {
  serveBilling();
  await show(<CustomerView customer={zhou} />);
  open('bills');
  const row = within((await screen.findAllByTestId('bill'))[0] as HTMLElement);
  expect(row.getByText('逾期')).toBeTruthy();
  expect(row.getByText('12.50')).toBeTruthy();
  fireEvent.click(row.getByRole('button', { name: '2026-10 账单明细' }));
  expect(row.getByRole('button').getAttribute('aria-expanded')).toBe('true');
  const lines = screen.getByTestId('bill-lines');
  expect(lines.textContent).toContain('B10');
  expect(lines.textContent).toContain('套餐优惠-10.00');
  fireEvent.click(row.getByRole('button'));
  expect(screen.queryByTestId('bill-lines')).toBeNull();
});

test('stale bills are marked, missing payments can be asked for again: each in its own place', async () => {
  let isDown = true;
  const asked = serveBilling({
    bills: () => Response.json({ ...bills, is_stale: true }),
    payments: () => (isDown ? problem(503, 'billing-unavailable') : Response.json(payments)),
  });
  await show(<CustomerView customer={zhou} />);
  open('bills');
  const paid = within(await screen.findByRole('region', { name: '缴费记录' }));
  await paid.findByText('计费系统暂时没有应答。请稍后再试。');
  const billed = within(screen.getByRole('region', { name: '近 12 个月账单' }));
  expect(billed.getByText('计费系统未响应，可能不是最新')).toBeTruthy();
  expect(billed.getAllByTestId('bill')).toHaveLength(2);
  isDown = false;
  fireEvent.click(paid.getByText('重试'));
  await paid.findByText('微信');
  expect(paths(asked).filter((path) => path.endsWith('payments'))).toHaveLength(2);
});

test('no bills, and a billing system that does not tell payments', async () => {
  serveBilling({
    bills: () => Response.json({ ...bills, bills: [] }),
    payments: () => problem(501, 'billing-not-offered'),
  });
  await show(<CustomerView customer={zhou} />);
  open('bills');
  await screen.findByText('近 12 个月没有账单');
  await screen.findByText('此地的计费系统不提供这项数据');
  expect(screen.queryByRole('alert')).toBeNull();
});

test('who has several accounts chooses one', async () => {
  const accounts = [...said.accounts, { account_no: '051900000002', name: '店铺' }];
  const asked = serveBilling({ bills: () => Response.json({ ...bills, accounts }) });
  await show(<CustomerView customer={zhou} />);
  open('bills');
  fireEvent.mouseDown(await screen.findByLabelText('账号'));
  fireEvent.click(await screen.findByText('051900000002 店铺'));
  await waitFor(() => expect(paths(asked)).toContain('/api/customers/x/payments?account=051900000002'));
  expect(paths(asked)).toContain('/api/customers/x/bills?account=051900000002');
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
