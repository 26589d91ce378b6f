import type { BoardAgent } from '@shared/rt/events';
import { useDesk } from '@shared/rt/store';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, serve, show } from '../../../testing/render';
import { BoardPage } from './BoardPage';

const agent: BoardAgent = {
  agent_id: 'x',
  number: '1040',
  name: '张敏',
  group: '一组',
  state: 'busy',
  since_ms: Date.now(),
  reason: null,
  queues: ['q1'],
};
const queue = {
  queue_id: 'q1',
  name: { 'zh-CN': '故障报修', en: 'Faults' },
  waiting: 2,
  longest_since_ms: Date.now(),
  ready_agents: 0,
  is_open: true,
  short_abandoned: 0,
  offered: 5,
  answered: 4,
  abandoned: 1,
};

function serveBoard() {
  serve();
  act(() =>
    useDesk.setState({ board: { queues: [queue], agents: [agent], delay_ms: 0 }, boardTs: Date.now() }),
  );
}

test('an agent is signed out by force only with a reason', async () => {
  const asked = fakeApi();
  serveBoard();
  await show(<BoardPage />);
  fireEvent.click(screen.getByTestId('agent-1040'));
  expect(screen.getByTestId('selected-agent').textContent).toContain('故障报修');
  fireEvent.click(screen.getByTestId('force-not-ready'));
  const confirm = await screen.findByTestId<HTMLButtonElement>('force-confirm');
  expect(confirm.disabled).toBe(true);
  fireEvent.click(screen.getByRole('radio', { name: '小休' }));
  fireEvent.click(confirm);
  await waitFor(() =>
    expect(asked).toEqual([{ path: '/api/agents/x/state', body: { state: 'not_ready', reason: 'break' } }]),
  );
});

test('without the permission nobody can be forced', async () => {
  serveBoard();
  await show(<BoardPage />, { permissions: ['board.view'] });
  fireEvent.click(screen.getByTestId('agent-1040'));
  expect(screen.queryByTestId('force-log-off')).toBeNull();
});

test('what is old is greyed and says since when', async () => {
  serveBoard();
  await show(<BoardPage />);
  expect(screen.getByTestId('board').dataset.stale).toBe('false');
  act(() => useDesk.setState({ connection: 'offline' }));
  expect(screen.getByTestId('board').dataset.stale).toBe('true');
  expect(screen.getByText(/数据已停在/)).toBeTruthy();
});
