import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem, show } from '../../../../testing/render';
import { CustomerView } from '../CustomerView';
import { bills, open, paths, payments, said, serveBilling, zhou } from './testing';

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
