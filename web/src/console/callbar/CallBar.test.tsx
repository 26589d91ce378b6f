import { usePhone } from '@shared/phone/store';
import { useDesk } from '@shared/rt/store';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, expect, test, vi } from 'vitest';
import { fakeApi, problem, serve, show } from '../../testing/render';
import { agentView, callView } from '../../testing/views';
import { phone } from '../runtime';
import { CallBar } from './CallBar';
import { Messages } from './Messages';

afterEach(() => vi.restoreAllMocks());

const press = (key: string, more: object = {}) =>
  fireEvent.keyDown(document.body, { key, code: key, ...more });
const button = (testId: string) => screen.getByTestId<HTMLButtonElement>(testId);

test('a ringing call is answered by key, by the phone of this page', async () => {
  const answer = vi.spyOn(phone, 'answer').mockImplementation(() => {});
  serve({ calls: [callView({ ring_until_ms: Date.now() + 60_000 })] });
  await show(<CallBar />);
  expect(screen.getByTestId('call-number').textContent).toBe('138 1509 2246');
  expect(screen.getByText(/^\d+ 秒后转出$/)).toBeTruthy();
  expect(screen.getByText('普通话 › 1 故障报修')).toBeTruthy();
  press('F2');
  expect(answer).toHaveBeenCalledTimes(1);
});

test('a call that rings on a desk phone has no answer button here', async () => {
  serve({ calls: [callView({ device_answer: 'phone' })] });
  await show(<CallBar />);
  expect(screen.queryByTestId('answer')).toBeNull();
  expect(screen.getByText('请在话机上接听')).toBeTruthy();
});

test('hold follows the server, not the click', async () => {
  const asked = fakeApi();
  const call = callView({ phase: 'connected' });
  serve({ calls: [call] });
  await show(<CallBar />);
  press('F4');
  await waitFor(() => expect(asked.map(({ path }) => path)).toEqual(['/api/calls/c1/hold_call']));
  expect(button('hold').getAttribute('aria-pressed')).toBe('false');
  act(() => useDesk.setState({ calls: [{ ...call, phase: 'held' }] }));
  expect(button('hold').getAttribute('aria-pressed')).toBe('true');
  expect(button('hold').textContent).toContain('取回');
});

test('hanging up is a command to the server', async () => {
  const asked = fakeApi();
  serve({ calls: [callView({ phase: 'connected' })] });
  await show(<CallBar />);
  press('E', { ctrlKey: true, shiftKey: true });
  await waitFor(() => expect(asked[0]?.path).toBe('/api/calls/c1/clear_connection'));
});

test('a refused command says why, in words', async () => {
  fakeApi(() => problem(409, 'not-possible-now'));
  serve({ calls: [callView({ phase: 'connected' })] });
  await show(<CallBar />);
  fireEvent.click(button('hold'));
  expect(await screen.findByText(/通话的状态已经变化/)).toBeTruthy();
});

test('while the server is away, commands are disabled and say why', async () => {
  serve({ calls: [callView({ phase: 'connected' })] });
  await show(<CallBar />);
  act(() => useDesk.setState({ connection: 'offline' }));
  expect(button('hold').disabled).toBe(true);
  expect(button('hold').title).toMatch(/连接已断开/);
});

test('a consultation can be completed, joined or left', async () => {
  const asked = fakeApi();
  const call = callView({
    phase: 'consulting',
    consultation: { to: { kind: 'agent', label: '张敏 1040' }, state: 'ringing' },
  });
  serve({ calls: [call] });
  await show(<CallBar />);
  expect(screen.getByTestId('consultation').textContent).toContain('张敏 1040');
  expect(button('consultation-join').disabled).toBe(true);
  const connected = {
    ...call,
    consultation: { to: { kind: 'agent' as const, label: '张敏 1040' }, state: 'connected' as const },
  };
  act(() => useDesk.setState({ calls: [connected] }));
  fireEvent.click(button('consultation-complete'));
  await waitFor(() => expect(asked[0]).toEqual({ path: '/api/calls/c1/transfer_call', body: {} }));
});

test('transfer lists free colleagues first and sends the chosen one', async () => {
  const asked = fakeApi();
  const colleague = (n: number, state: 'busy' | 'ready') => ({
    agent_id: `x${n}`,
    number: `${n}`,
    name: `同事${n}`,
    group: null,
    state,
    since_ms: n,
  });
  serve({ calls: [callView({ phase: 'connected' })] });
  act(() => useDesk.setState({ directory: [colleague(1040, 'busy'), colleague(1041, 'ready')] }));
  await show(<CallBar />);
  press('F9');
  const rows = await screen.findAllByTestId(/^target-\d/);
  expect(rows.map((row) => row.dataset.testid)).toEqual(['target-1041', 'target-1040']);
  expect(button('target-1040').disabled).toBe(true);
  expect(screen.getByTestId('transfer-chosen').textContent).toBe('同事1041 1041');
  fireEvent.click(button('transfer-blind'));
  await waitFor(() =>
    expect(asked[0]).toEqual({
      path: '/api/calls/c1/transfer_call',
      body: { to: { kind: 'agent', id: 'x1041' } },
    }),
  );
});

test('digits are typed into the keypad and sent one by one', async () => {
  const asked = fakeApi();
  serve({ calls: [callView({ phase: 'connected' })] });
  await show(<CallBar />);
  fireEvent.click(button('keypad'));
  const field = await screen.findByTestId<HTMLInputElement>('keypad-sent');
  fireEvent.keyDown(field, { key: '1' });
  fireEvent.keyDown(field, { key: '#' });
  fireEvent.keyDown(field, { key: 'x' });
  await waitFor(() => expect(asked.map(({ body }) => body)).toEqual([{ digits: '1' }, { digits: '#' }]));
  expect(field.value).toBe('1#');
});

test('recording by policy can be paused, not stopped', async () => {
  serve({ calls: [callView({ phase: 'connected', recording: { state: 'on', is_policy: true } })] });
  await show(<CallBar />);
  expect(button('recording-toggle').textContent).toContain('暂停录音');
  expect(screen.queryByTestId('recording-stop')).toBeNull();
});

test('without the permission there is no recording button', async () => {
  serve({ calls: [callView({ phase: 'connected' })] });
  await show(<CallBar />, { permissions: ['desk.use'] });
  expect(screen.queryByTestId('recording-toggle')).toBeNull();
});

test('mute is the page phone’s own, and there is none with a desk phone', async () => {
  const setMuted = vi.spyOn(phone, 'setMuted').mockImplementation(() => {});
  const own = {
    kind: 'web_phone' as const,
    address: '1001',
    ws_path: '/sip',
    domain: 'kefu',
    is_registered: true,
    is_elsewhere: false,
  };
  serve({ calls: [callView({ phase: 'connected' })], phone: own });
  await show(<CallBar />);
  expect(button('mute').disabled).toBe(true);
  act(() => usePhone.setState({ session: 'talking' }));
  press('F8');
  expect(setMuted).toHaveBeenCalledWith(true);
  act(() => useDesk.setState({ phone: { ...own, kind: 'sip_phone' } }));
  expect(screen.queryByTestId('mute')).toBeNull();
  act(() => usePhone.setState({ session: 'none' }));
});

test('help is asked for, and taken back; pressed is what the server says', async () => {
  const asked = fakeApi();
  const call = callView({ phase: 'connected' });
  serve({ calls: [call] });
  await show(<CallBar />);
  fireEvent.click(button('help'));
  await waitFor(() => expect(asked).toEqual([{ path: '/api/desk/help', body: { is_wanted: true } }]));
  expect(button('help').getAttribute('aria-pressed')).toBe('false');
  act(() => useDesk.setState({ calls: [{ ...call, help_since_ms: 1 }] }));
  expect(button('help').getAttribute('aria-pressed')).toBe('true');
  fireEvent.click(button('help'));
  await waitFor(() => expect(asked[1]?.body).toEqual({ is_wanted: false }));
});

test('an agent is told who whispers to him', async () => {
  const monitors = [{ label: '陈立华 1009', participation: 'whisper' as const }];
  serve({ calls: [callView({ phase: 'connected', monitors })] });
  await show(<CallBar />);
  expect(screen.getByTestId('monitored').textContent).toBe('陈立华 1009 正在对您耳语，客户听不到');
});

test('a supervisor beside an agent has other buttons', async () => {
  const asked = fakeApi();
  const monitoring = {
    agent_id: 'a9',
    label: '张敏 1040',
    participation: 'listen' as const,
    is_connected: true,
    can_take_over: false,
  };
  serve({ calls: [callView({ phase: 'monitoring', monitoring })] });
  await show(<CallBar />);
  expect(screen.queryByTestId('hold')).toBeNull();
  expect(screen.getByTestId('monitoring-state').textContent).toContain('坐席和客户都听不到您');
  expect(button('monitoring-listen').getAttribute('aria-pressed')).toBe('true');
  expect(button('monitoring-take-over').disabled).toBe(true);
  fireEvent.click(button('monitoring-barge'));
  await waitFor(() =>
    expect(asked).toEqual([{ path: '/api/agents/a9/monitor', body: { participation: 'barge' } }]),
  );
});

test('a supervisor’s line stays until it is acknowledged', async () => {
  const asked = fakeApi();
  const line = { message_id: 'm1', sender: '陈立华', text: '请注意语速', sent_at_ms: Date.now() };
  serve({ messages: [line] });
  await show(<Messages />);
  expect(screen.getByTestId('desk-message').textContent).toContain('请注意语速');
  fireEvent.click(button('acknowledge-message'));
  await waitFor(() => expect(asked[0]?.path).toBe('/api/desk/messages/m1/acknowledge'));
  expect(screen.queryByTestId('desk-message')).not.toBeNull();
  act(() => useDesk.setState({ messages: [] }));
  expect(screen.queryByTestId('desk-message')).toBeNull();
});

test.each([
  [null, 'go-log-on', '/api/desk/log_on'],
  [agentView({ state: 'not_ready', reason: 'break' }), 'go-ready', '/api/desk/state'],
])('between calls one step makes calls come', async (agent, testId, path) => {
  const asked = fakeApi();
  serve({ agent });
  await show(<CallBar />);
  fireEvent.click(button(testId));
  await waitFor(() => expect(asked[0]?.path).toBe(path));
});
