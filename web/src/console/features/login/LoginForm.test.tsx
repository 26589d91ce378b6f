import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { fakeApi, problem, show } from '../../../testing/render';
import { LoginForm } from './LoginForm';

const fill = (testId: string, value: string) =>
  fireEvent.change(screen.getByTestId(testId), { target: { value } });
const submit = () => screen.getByTestId<HTMLButtonElement>('login-submit');

function enter() {
  fill('login-name', 'lina');
  fill('login-password', 'secret');
  fireEvent.click(submit());
}

test('leaves the tenant out when it is not given', async () => {
  const asked = fakeApi();
  const onDone = vi.fn();
  await show(<LoginForm onDone={onDone} />);
  enter();
  await waitFor(() => expect(onDone).toHaveBeenCalled());
  expect(asked).toEqual([{ path: '/api/session', body: { login: 'lina', password: 'secret' } }]);
});

test('says what was wrong, without saying which', async () => {
  fakeApi(() => problem(401, 'wrong-credentials'));
  await show(<LoginForm onDone={() => {}} />);
  enter();
  await waitFor(() => expect(screen.getByTestId('login-error').textContent).toMatch(/账号或密码不正确/));
});

test('counts the seconds of a throttled person down and waits for them', async () => {
  fakeApi(() => problem(429, 'too-many-attempts', { 'retry-after': '42' }));
  await show(<LoginForm onDone={() => {}} />);
  enter();
  await waitFor(() => expect(screen.getByTestId('login-error').textContent).toMatch(/\d+ 秒后再试/));
  await waitFor(() => expect(submit().disabled).toBe(true));
});

test('asks a known person only for the password', async () => {
  const asked = fakeApi();
  await show(<LoginForm known={{ tenant: 'demo', login: 'lina' }} onDone={() => {}} />);
  expect(screen.queryByTestId('login-name')).toBeNull();
  fill('login-password', 'secret');
  fireEvent.click(submit());
  await waitFor(() => expect(asked[0]?.body).toEqual({ tenant: 'demo', login: 'lina', password: 'secret' }));
});
