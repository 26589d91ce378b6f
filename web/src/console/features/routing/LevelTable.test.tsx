import type { SetLevel } from '@shared/api/customerLevels';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { problem, show } from '../../../testing/render';
import { putBack, serveRouting, stored, type, written } from './examples';
import { RoutingPage } from './RoutingPage';

const standard: SetLevel = {
  code: 'standard',
  text: { 'zh-CN': '普通', en: 'Standard' },
  priority: 0,
  version: 1,
};
const gold: SetLevel = { code: 'gold', text: { 'zh-CN': '金卡', en: 'Gold' }, priority: 2, version: 4 };
const path = '/api/customers/levels';

beforeEach(() => {
  putBack();
  stored[path] = [standard, gold];
});

async function open() {
  await show(<RoutingPage />);
  fireEvent.click(screen.getByTestId('room-levels'));
}

async function set(priority: string) {
  fireEvent.click(await screen.findByRole('button', { name: '修改客户级别：金卡' }));
  await screen.findByTestId('level-save');
  type('优先级增加', priority);
  fireEvent.click(screen.getByTestId('level-save'));
}

test('every level says what it adds, and gets another priority', async () => {
  const asked = serveRouting(() => Response.json({ ...gold, priority: 5, version: 5 }));
  await open();
  expect((await screen.findByTestId('level-gold')).textContent).toBe('金卡gold+2修改');
  expect(screen.getByTestId('level-standard').textContent).toBe('普通standard0修改');
  await set('5');
  await waitFor(() => expect(screen.queryByTestId('level-save')).toBeNull());
  expect(written(asked)).toEqual([{ path: `${path}/gold`, body: { priority: 5, version: 4 } }]);
});

test('what somebody else has set meanwhile is told before it is overwritten', async () => {
  const asked = serveRouting(() => {
    const isFirst = (stored[path] as SetLevel[])[1] === gold;
    stored[path] = [standard, { ...gold, priority: 7, version: 5 }];
    return isFirst ? problem(409, 'customer-level-changed') : Response.json({});
  });
  await open();
  await set('5');
  expect((await screen.findByRole('alert')).textContent).toContain('改成了 7');
  fireEvent.click(screen.getByTestId('level-save'));
  await waitFor(() => expect(written(asked)).toHaveLength(2));
  expect(written(asked)[1]?.body).toEqual({ priority: 5, version: 5 });
});

test('no levels, none that match, and levels that cannot be read are told apart', async () => {
  stored[path] = [];
  serveRouting();
  await open();
  expect(await screen.findByText('还没有客户级别')).toBeTruthy();
  fireEvent.change(screen.getByTestId('routing-find'), { target: { value: 'x' } });
  expect(screen.getByText('没有符合条件的内容')).toBeTruthy();
});

test('levels that cannot be read can be asked for again', async () => {
  stored[path] = problem(503, 'database-unavailable');
  serveRouting();
  await open();
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
  stored[path] = [gold];
  fireEvent.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByTestId('level-gold')).toBeTruthy();
});
