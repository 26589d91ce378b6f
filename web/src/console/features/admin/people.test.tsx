import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { problem, serve, show } from '../../../testing/render';
import { AdminPage } from './AdminPage';
import { putBack, serveAdmin, stored, wang } from './examples';
import { isReady, open, submit, type, written } from './opening';
import { asCsv } from './people/Passwords';

beforeEach(() => {
  putBack();
  serve();
});

test('only rooms that one may enter are there; who has none is told so', async () => {
  serveAdmin();
  const { unmount } = await show(<AdminPage />, { permissions: ['audit.view'] });
  expect(await screen.findByTestId('audit-table')).toBeTruthy();
  expect(screen.queryByTestId('room-people')).toBeNull();
  unmount();
  await show(<AdminPage />, { permissions: ['desk.use'] });
  expect(screen.queryByTestId('admin')).toBeNull();
});

test('people are listed with their roles, where these hold, and their group', async () => {
  serveAdmin();
  await open();
  const rows = await screen.findAllByTestId('person-row');
  expect(rows[0]?.textContent).toContain('王芳wang.fang坐席 · 苏州2001一班');
  expect(rows[1]?.textContent).toContain('孙总chief总管——');
  expect(screen.getByText('共 2 人')).toBeTruthy();
});

test('who is looked for is asked of the server', async () => {
  const asked = serveAdmin();
  await open();
  await screen.findAllByTestId('person-row');
  fireEvent.change(screen.getByTestId('admin-find'), { target: { value: ' 2001 ' } });
  await waitFor(() => expect(asked.some(({ path }) => path.includes('words=2001'))).toBe(true));
  expect(asked[0]?.path ?? '').not.toContain('words');
});

test('nobody found, and people that cannot be read, are told apart', async () => {
  stored['/api/people'] = problem(503, 'database-unavailable');
  serveAdmin();
  await open();
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
  stored['/api/people'] = { people: [], total: 0, next: null };
  fireEvent.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByText('没有符合条件的人员')).toBeTruthy();
});

test('somebody is added as an agent; his password is shown once', async () => {
  const asked = serveAdmin(() => Response.json({ ...wang, password: 'abcd-efgh-2345' }, { status: 201 }));
  await open();
  fireEvent.click(screen.getByTestId('admin-add'));
  await screen.findByTestId('admin-save');
  expect(isReady()).toBe(false);
  type('姓名', '王芳');
  type('登录名', 'Wang.Fang');
  type('邮箱', 'wang.fang@kefu.example');
  fireEvent.click(screen.getByTestId('role-give'));
  fireEvent.click(screen.getByTestId('is-agent'));
  expect(isReady()).toBe(false);
  type('工号（分机号）', '2001');
  expect(isReady()).toBe(true);
  submit('admin-form');
  expect((await screen.findByTestId('password')).textContent).toBe('abcd-efgh-2345');
  expect(written(asked)[0]).toEqual({
    path: '/api/people',
    body: {
      login: 'Wang.Fang',
      name: '王芳',
      mail: 'wang.fang@kefu.example',
      is_active: true,
      roles: [{ role_id: 'r1', local_network_ids: null, agent_group_ids: null }],
      agent: { group_id: 'g1', number: '2001', device_kind: 'web_phone', recording_policy: 'by_queue' },
    },
  });
  fireEvent.click(screen.getByTestId('password-close'));
  await waitFor(() => expect(screen.queryByTestId('password')).toBeNull());
});

test('somebody is put out of use, in the version that was read', async () => {
  const asked = serveAdmin(() => Response.json(wang));
  await open();
  fireEvent.click((await screen.findAllByTestId('person-open'))[0] as HTMLElement);
  await screen.findByTestId('admin-save');
  expect((screen.getByTestId('is-agent') as HTMLInputElement).disabled).toBe(true);
  fireEvent.click(screen.getByRole('switch'));
  submit('admin-form');
  await waitFor(() => expect(screen.queryByTestId('admin-save')).toBeNull());
  expect(written(asked)[0]).toMatchObject({
    path: '/api/people/p1',
    body: { version: 7, is_active: false, login: 'wang.fang' },
  });
});

test('what is wrong is marked at its field, and a refusal is said in words', async () => {
  let refusal = new Response(
    JSON.stringify({
      status: 422,
      code: 'organisation-invalid',
      errors: [
        { field: 'login', code: 'taken' },
        { field: 'agent.number', code: 'malformed' },
      ],
    }),
    { status: 422, headers: { 'content-type': 'application/problem+json' } },
  );
  serveAdmin(() => refusal);
  await open();
  fireEvent.click((await screen.findAllByTestId('person-open'))[0] as HTMLElement);
  await screen.findByTestId('admin-save');
  type('登录名', 'chief');
  submit('admin-form');
  expect(await screen.findByText('已被使用，请换一个')).toBeTruthy();
  expect(screen.getByText('格式不对，请检查')).toBeTruthy();
  expect(screen.getByLabelText('登录名').getAttribute('aria-invalid')).toBe('true');
  refusal = problem(409, 'would-lock-you-out');
  submit('admin-form');
  expect(await screen.findByText(/您自己就不能再管理人员了/)).toBeTruthy();
});

test('what somebody else has saved meanwhile is put beside mine', async () => {
  const asked = serveAdmin(() => {
    const isFirst = (stored['/api/people/p1'] as { version: number }).version === 7;
    stored['/api/people/p1'] = { ...wang, version: 8 };
    return isFirst ? problem(409, 'organisation-changed') : Response.json(wang);
  });
  await open();
  fireEvent.click((await screen.findAllByTestId('person-open'))[0] as HTMLElement);
  await screen.findByTestId('admin-save');
  type('姓名', '王方');
  submit('admin-form');
  expect(await screen.findByTestId('admin-conflict')).toBeTruthy();
  fireEvent.click(screen.getByTestId('conflict-mine'));
  submit('admin-form');
  await waitFor(() => expect(written(asked)).toHaveLength(2));
  expect(written(asked)[1]).toMatchObject({ body: { version: 8, name: '王方' } });
});

test('who may do more than I is only looked at', async () => {
  serveAdmin();
  await open();
  fireEvent.click((await screen.findAllByTestId('person-open'))[1] as HTMLElement);
  expect((await screen.findByTestId('admin-locked')).textContent).toContain('超出您的权限');
  expect(screen.queryByTestId('admin-save')).toBeNull();
  expect(screen.queryByTestId('password-reset')).toBeNull();
  expect((screen.getByLabelText('姓名') as HTMLInputElement).disabled).toBe(true);
});

test('a password is reset after a question, and shown once', async () => {
  const asked = serveAdmin(() => Response.json({ password: 'zzzz-yyyy-xxxx' }));
  await open();
  fireEvent.click((await screen.findAllByTestId('person-open'))[0] as HTMLElement);
  fireEvent.click(await screen.findByTestId('password-reset'));
  expect(written(asked)).toEqual([]);
  fireEvent.click(await screen.findByTestId('password-confirm'));
  expect((await screen.findByTestId('password')).textContent).toBe('zzzz-yyyy-xxxx');
  expect(asked.at(-1)?.path).toBe('/api/people/p1/password');
});

test('a file is looked at first, its bad lines named, then its good ones taken', async () => {
  const read = {
    good: 2,
    agents: 1,
    bad: 1,
    bad_lines: [{ line: 4, field: 'login', code: 'taken' }],
    ignored: ['备注'],
    added: null,
  };
  const asked: string[] = [];
  serveAdmin();
  const reading = globalThis.fetch;
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    if (init.method === 'GET') return reading(path, init);
    asked.push(path);
    const added = ['a', 'b'].map((login) => ({ login, name: '=x', password: `p-${login}` }));
    return Response.json(path.endsWith('dry-run') ? read : { ...read, bad_lines: [], added });
  });
  await open('files');
  const file = new File(['登录名,姓名\na,b'], 'people.csv');
  fireEvent.change(await screen.findByTestId('file-input'), { target: { files: [file] } });
  expect((await screen.findByTestId('bad-lines')).textContent).toContain('4登录名已被使用');
  expect(screen.getByText('未使用的列：备注')).toBeTruthy();
  expect(asked).toEqual(['/api/people/files/dry-run']);
  fireEvent.click(screen.getByTestId('file-take'));
  expect(await screen.findByTestId('passwords-save')).toBeTruthy();
  expect(screen.getByText('已新增 2 人')).toBeTruthy();
  expect(asked.at(-1)).toBe('/api/people/files');
});

test('the table of passwords holds no formula', () => {
  expect(asCsv([{ login: 'a"b', name: '=cmd()', password: 'p' }], ['x', 'y', 'z'])).toBe(
    '"x","y","z"\r\n"a""b","\'=cmd()","p"',
  );
});
