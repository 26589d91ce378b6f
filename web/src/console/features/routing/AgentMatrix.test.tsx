import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { problem, show } from '../../../testing/render';
import { lina, putBack, serveRouting, type, written, zhang } from './examples';
import { RoutingPage } from './RoutingPage';

beforeEach(putBack);

test('levels are typed into the matrix; one that is none cannot be saved', async () => {
  const asked = serveRouting(() =>
    Response.json({ ...zhang, skills: [{ skill_id: 's2', level: 10 }], queue_ids: ['q2'] }),
  );
  await show(<RoutingPage />);
  fireEvent.click(screen.getByTestId('room-agents'));
  await screen.findByTestId('matrix-1002');
  type('张伟 的英语级别', '11');
  expect(screen.getByLabelText('张伟 的英语级别').getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByTestId<HTMLButtonElement>('matrix-save').disabled).toBe(true);
  type('张伟 的英语级别', '10');
  fireEvent.click(screen.getByRole('button', { name: /修改 张伟 服务的技能组/ }));
  fireEvent.click(await screen.findByRole('checkbox', { name: '总部综合' }));
  fireEvent.click(screen.getByTestId('served-ok'));
  fireEvent.click(screen.getByTestId('matrix-save'));
  await waitFor(() => expect(screen.queryByTestId('matrix-save')).toBeNull());
  expect(written(asked)).toEqual([
    {
      path: '/api/agents/a2/routing',
      body: { queue_ids: ['q2'], skills: [{ skill_id: 's2', level: 10 }] },
    },
  ]);
});

test('arrow keys go between the cells of the matrix', async () => {
  serveRouting();
  await show(<RoutingPage />);
  fireEvent.click(screen.getByTestId('room-agents'));
  await screen.findByTestId('matrix-1002');
  screen.getByLabelText('李娜 的故障处理级别').focus();
  for (const key of ['ArrowDown', 'ArrowRight', 'ArrowDown'])
    fireEvent.keyDown(document.activeElement ?? document.body, { key });
  expect(document.activeElement).toBe(screen.getByLabelText('张伟 的英语级别'));
});

test('a row that could not be saved says so and stays; the others are saved', async () => {
  serveRouting((path) =>
    path.includes('a1')
      ? problem(503, 'database-unavailable')
      : Response.json({ ...zhang, skills: [{ skill_id: 's1', level: 4 }] }),
  );
  await show(<RoutingPage />);
  fireEvent.click(screen.getByTestId('room-agents'));
  await screen.findByTestId('matrix-1002');
  type(`${lina.name} 的故障处理级别`, '9');
  type(`${zhang.name} 的故障处理级别`, '4');
  fireEvent.click(screen.getByTestId('matrix-save'));
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
  await waitFor(() => expect(screen.getByTestId('matrix-1002').dataset.changed).toBe('false'));
  expect(screen.getByTestId('matrix-1001').dataset.changed).toBe('true');
  expect(screen.getByText('1 位坐席有修改，尚未保存')).toBeTruthy();
});
