import { useDesk } from '@shared/rt/store';
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, serve, show } from '../../../testing/render';
import { agentView, callView } from '../../../testing/views';
import { WrapUpPanel } from './WrapUpPanel';

const submit = () => screen.getByTestId<HTMLButtonElement>('wrap-up-submit');
const write = (note: string) =>
  fireEvent.change(screen.getByTestId('wrap-up-note'), { target: { value: note } });
const finish = () => fireEvent.keyDown(document.body, { key: 'Enter', code: 'Enter', ctrlKey: true });

async function choose(...path: string[]) {
  fireEvent.mouseDown(screen.getByRole('combobox', { name: /处理结果/ }));
  for (const name of path) fireEvent.click(await screen.findByText(name));
}

test('is written during the call and submitted after it', async () => {
  const asked = fakeApi();
  const call = callView({ call_id: 'w1', phase: 'connected' });
  serve({ calls: [call] });
  const page = await show(<WrapUpPanel call={call} />);
  write('重启后恢复');
  expect(submit().disabled).toBe(true);
  page.unmount();
  const over = { ...call, phase: 'wrap_up' as const };
  await show(<WrapUpPanel call={over} />);
  finish();
  const wrapUp = { result_code: null, note: '重启后恢复', next_state: 'ready' };
  await waitFor(() => expect(asked).toEqual([{ path: '/api/calls/w1/wrap_up', body: wrapUp }]));
});

test('a mandatory result holds the submission back until it is chosen', async () => {
  const asked = fakeApi();
  serve();
  await show(<WrapUpPanel call={callView({ call_id: 'w2', phase: 'wrap_up', result_required: true })} />);
  expect(submit().disabled).toBe(true);
  expect(screen.getByText('请先选择处理结果')).toBeTruthy();
  finish();
  await choose('故障报修', '远程解决');
  await waitFor(() => expect(submit().disabled).toBe(false));
  fireEvent.click(submit());
  await waitFor(() => expect(asked).toHaveLength(1));
  expect(asked[0]?.body).toMatchObject({ result_code: 'fault.remote' });
});

test('results of other queues are not offered', async () => {
  serve();
  await show(<WrapUpPanel call={callView({ call_id: 'w3', phase: 'wrap_up' })} />);
  await choose('故障报修');
  expect(screen.queryByText('只属于别的技能组')).toBeNull();
});

test('counts down, can be extended, and saves what is written before time runs out', async () => {
  const asked = fakeApi();
  serve({ agent: agentView({ state: 'working_after_call', wrap_up_until_ms: Date.now() + 60_000 }) });
  await show(<WrapUpPanel call={callView({ call_id: 'w4', phase: 'wrap_up' })} />);
  expect(screen.getByTestId('wrap-up-left').textContent).toMatch(/^剩余 0[01]:/);
  fireEvent.click(screen.getByTestId('wrap-up-extend'));
  await waitFor(() => expect(asked.map(({ path }) => path)).toEqual(['/api/calls/w4/wrap_up/extend']));
  write('已约定明天上门');
  act(() =>
    useDesk.setState({
      agent: agentView({ state: 'working_after_call', wrap_up_until_ms: Date.now() + 1_000 }),
    }),
  );
  await waitFor(() =>
    expect(asked.at(-1)).toMatchObject({ path: '/api/calls/w4/wrap_up', body: { note: '已约定明天上门' } }),
  );
});
