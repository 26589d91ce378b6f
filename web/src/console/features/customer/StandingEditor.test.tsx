import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import i18next from 'i18next';
import { beforeEach, expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import type { CustomerFile } from './api';
import { CustomerHead } from './CustomerHead';

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const levels = [
  { code: 'standard', text: words('普通', 'Standard'), priority: 0, version: 1 },
  { code: 'gold', text: words('金卡', 'Gold'), priority: 2, version: 1 },
];
const lina = { agent_id: 'a1', number: '1001', name: '李娜' };
const zhang = { agent_id: 'a2', number: '1002', name: '张伟' };
const zhou: CustomerFile = {
  customer_id: 'x',
  name: '周晓雯',
  level: { code: 'gold', text: words('金卡', 'Gold'), priority: 2 },
  account_manager: lina,
  tags: [],
  id_masked: null,
  phone_masked: '138 **** 2246',
  address: '红梅新村 42 幢',
  account_no: null,
  since_on: null,
  products: [],
  billing: null,
  situation: { as_of_ms: 0, work: [], outages: [], repeat: null },
  timeline: [],
  timeline_before: null,
  version: 3,
};

let file: CustomerFile;
beforeEach(() => {
  file = zhou;
});

function serveCustomer(write: () => Response = () => new Response(null, { status: 204 })) {
  serve();
  return fakeApi((path, method) => {
    if (method !== 'GET') return write();
    if (path === '/api/customers/levels') return Response.json(levels);
    if (path === '/api/customers/account_managers') return Response.json([lina, zhang]);
    return Response.json(file);
  });
}

const written = (asked: ReturnType<typeof fakeApi>) => asked.filter((each) => each.body !== undefined);

async function edit() {
  await show(<CustomerHead customer={zhou} />);
  fireEvent.click(screen.getByTestId('edit-standing'));
  await screen.findByTestId('standing-save');
}

async function choose(label: string, option: string) {
  fireEvent.mouseDown(screen.getByLabelText(label));
  const found = await waitFor(() => {
    const options = [...document.querySelectorAll('.ant-select-item-option-content')];
    const wanted = options.find((each) => each.textContent === option);
    expect(wanted).toBeTruthy();
    return wanted as Element;
  });
  fireEvent.click(found);
}

test('the head tells level and account manager, in both languages', async () => {
  serveCustomer();
  const shown = await show(<CustomerHead customer={zhou} />);
  expect(shown.container.textContent).toContain('金卡');
  expect(shown.container.textContent).toContain('客户经理李娜 1001');
  await act(() => i18next.changeLanguage('en').then(() => undefined));
  expect(shown.container.textContent).toContain('Account manager李娜 1001');
  await act(() => i18next.changeLanguage('zh-CN').then(() => undefined));
});

test('level and account manager are stored with the version that was read', async () => {
  const asked = serveCustomer();
  await edit();
  expect(screen.getByTestId<HTMLButtonElement>('standing-save').disabled).toBe(true);
  await choose('级别', '普通');
  await choose('客户经理', '张伟 1002');
  fireEvent.click(screen.getByTestId('standing-save'));
  await waitFor(() => expect(screen.queryByTestId('standing-save')).toBeNull());
  expect(written(asked)).toEqual([
    {
      path: '/api/customers/x/standing',
      body: { level: 'standard', account_manager_agent_id: 'a2', version: 3 },
    },
  ]);
});

test('when somebody else was faster both are shown, and mine can go on top', async () => {
  const asked = serveCustomer(() => {
    if (file !== zhou) return new Response(null, { status: 204 });
    file = { ...zhou, account_manager: null, version: 4 };
    return problem(409, 'customer-changed');
  });
  await edit();
  await choose('级别', '普通');
  fireEvent.click(screen.getByTestId('standing-save'));
  const conflict = await screen.findByTestId('standing-conflict');
  expect(conflict.textContent).toContain('级别 金卡，客户经理 没有客户经理');
  expect(screen.getByTestId<HTMLButtonElement>('standing-save').disabled).toBe(true);
  fireEvent.click(screen.getByTestId('standing-mine'));
  fireEvent.click(screen.getByTestId('standing-save'));
  await waitFor(() => expect(written(asked)).toHaveLength(2));
  expect(written(asked)[1]?.body).toEqual({ level: 'standard', account_manager_agent_id: null, version: 4 });
});

test('what is refused is told, and what was chosen stays', async () => {
  serveCustomer(() => problem(422, 'account-manager-unknown'));
  await edit();
  await choose('客户经理', '张伟 1002');
  fireEvent.click(screen.getByTestId('standing-save'));
  expect((await screen.findByRole('alert')).textContent).toContain('没有这位坐席');
  expect(screen.getByTestId<HTMLButtonElement>('standing-save').disabled).toBe(false);
});

test('who may not edit customers is offered nothing', async () => {
  serveCustomer();
  await show(<CustomerHead customer={zhou} />, { permissions: ['desk.use', 'customer.view'] });
  expect(screen.queryByTestId('edit-standing')).toBeNull();
});
