import type { Pop } from '@shared/rt/events';
import { fireEvent, screen } from '@testing-library/react';
import { fakeApi, serve } from '../../../../testing/render';
import type { Bills, Devices, Payments } from '../api';

/** One customer and what billing says of him, for tests. */

export const words = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const active = { code: 'active', text: words('正常', 'Active') };
export const zhou: Pop = {
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
      product_id: 'p1',
      resource: 'KD1',
      monthly_fee_minor: 8900,
      status: active,
      is_live: false,
      expires_on: null,
    },
  ],
  billing: null,
  situation: { as_of_ms: 0, work: [], outages: [], repeat: null },
  timeline: [],
  timeline_before: null,
};
export const said = {
  account_no: '051900000001',
  accounts: [{ account_no: '051900000001', name: '周晓雯' }],
  as_of_ms: Date.UTC(2026, 10, 22, 4),
  is_stale: false,
};
export const bills: Bills = {
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
export const payments: Payments = {
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
export const devices: Devices = {
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

/** Answer as the product does when its billing systems are well, but for what `answers` says otherwise. */
export function serveBilling(answers: Answers = {}) {
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

export const paths = (asked: ReturnType<typeof fakeApi>) => asked.map((each) => each.path);
export const open = (tab: string) => fireEvent.click(screen.getByTestId(`customer-tab-${tab}`));
