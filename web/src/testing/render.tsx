import { type Me, meQuery } from '@shared/api/session';
import type { Snapshot } from '@shared/rt/events';
import { initialState, reduce } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from '@tanstack/react-router';
import { act, render } from '@testing-library/react';
import { App, ConfigProvider } from 'antd';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { theme } from '../shared/theme/antd';
import { snapshot } from './views';

const everything = [
  'desk.use',
  'call.outbound',
  'recording.record',
  'recording.play',
  'customer.view',
  'customer.edit',
  'board.view',
  'agent.force_state',
  'agent.message',
  'agent.view_screen',
  'call.listen',
  'call.whisper',
  'call.barge',
  'call.take_over',
  'alarm.acknowledge',
  'alarm.manage',
  'queue.switch',
  'agent.assign',
  'admin.routing',
];

const me = (permissions: string[], localNetworks: Me['local_networks']): Me => ({
  person: { id: 'p1', name: '李娜', login: 'lina' },
  tenant: { id: 't1', code: 'demo', name: '演示', time_zone: 'Asia/Shanghai' },
  agent: { id: 'a1', number: '1001', device_kind: 'web_phone' },
  permissions,
  local_networks: localNetworks,
  csrf_token: 'token',
  languages: ['zh-CN', 'en'],
});

/** Put the desk into the state of a snapshot, as the server would. */
export function serve(change: Partial<Snapshot> = {}): void {
  const state = reduce(initialState, { t: 'snapshot', seq: 1, ts: Date.now(), d: snapshot(change) });
  act(() => useDesk.setState({ ...state, connection: 'online' }));
}

/** Every desk asks for them. */
const noTasks = { tasks: [], counts: { all: 0, overdue: 0, alarms: 0 } };

/** Answer every request with 202, or as `answer` says; returns what was asked. */
export function fakeApi(answer: (path: string, method: string) => Response | undefined = () => undefined) {
  const asked: { path: string; body: unknown }[] = [];
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    asked.push({ path, body: init.body ? JSON.parse(String(init.body)) : undefined });
    return (
      answer(path, init.method ?? 'GET') ??
      (path === '/api/tasks' ? Response.json(noTasks) : undefined) ??
      new Response('{}', { status: 202, headers: { 'content-type': 'application/json' } })
    );
  });
  return asked;
}

export const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ status, code }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });

interface Options {
  permissions?: string[];
  localNetworks?: Me['local_networks'];
}

/** Render below everything that the shell provides. */
export async function show(
  children: ReactNode,
  { permissions = everything, localNetworks = 'all' }: Options = {},
) {
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queryClient.setQueryData(meQuery.queryKey, me(permissions, localNetworks));
  const root = createRootRoute({ component: () => children });
  const router = createRouter({ routeTree: root, history: createMemoryHistory() });
  await router.load();
  return render(
    <ConfigProvider theme={theme} button={{ autoInsertSpace: false }}>
      <App>
        <QueryClientProvider client={queryClient}>
          <RouterProvider router={router as never} />
        </QueryClientProvider>
      </App>
    </ConfigProvider>,
  );
}
