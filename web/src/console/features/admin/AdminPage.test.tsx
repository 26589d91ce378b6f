import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { serve } from '../../../testing/render';
import { entry, organisation, putBack, serveAdmin, stored, wang } from './examples';
import { open, submit, type, written } from './opening';

beforeEach(() => {
  putBack();
  serve();
});

test('a role is changed; what I do not have myself I cannot give', async () => {
  const asked = serveAdmin(() => Response.json({}));
  await open('roles');
  const rows = await screen.findAllByTestId('service-row');
  expect(rows[0]?.textContent).toContain('坐席agent坐席 217');
  fireEvent.click(screen.getAllByTestId('service-edit')[0] as HTMLElement);
  await screen.findByTestId('admin-save');
  expect((screen.getByLabelText('查看操作日志') as HTMLInputElement).disabled).toBe(true);
  expect(screen.getByLabelText('brand.new')).toBeTruthy();
  fireEvent.click(screen.getByLabelText('管理人员与角色'));
  submit('admin-form');
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]).toEqual({
    path: '/api/roles/r1',
    body: {
      code: 'agent',
      name: '坐席',
      permissions: ['admin.people', 'call.outbound', 'desk.use'],
      version: 4,
    },
  });
});

test('a role that holds more than I have, and roles for who administers one city, are only looked at', async () => {
  serveAdmin();
  await open('roles');
  fireEvent.click((await screen.findAllByTestId('service-edit'))[1] as HTMLElement);
  expect((await screen.findByTestId('admin-locked')).textContent).toContain('您没有的权限');
  expect(screen.queryByTestId('admin-save')).toBeNull();
});

test('a city’s administrator gives roles in his city, and no role of his own making', async () => {
  stored['/api/organisation'] = {
    ...organisation,
    is_everywhere: false,
    networks: organisation.networks.map((each) => ({ ...each, is_administered: each.id === 'n1' })),
  };
  const asked = serveAdmin(() => Response.json({ ...wang, password: 'x' }, { status: 201 }));
  await open();
  fireEvent.click(screen.getByTestId('admin-add'));
  await screen.findByTestId('admin-save');
  type('姓名', '李强');
  type('登录名', 'li');
  fireEvent.click(screen.getByTestId('role-give'));
  submit('admin-form');
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]?.body).toMatchObject({ roles: [{ role_id: 'r1', local_network_ids: ['n1'] }] });
  fireEvent.click(screen.getByTestId('room-roles'));
  fireEvent.click((await screen.findAllByTestId('service-edit'))[0] as HTMLElement);
  expect((await screen.findByTestId('admin-locked')).textContent).toContain('您只管理部分本地网');
});

test('groups and sites stand beside each other and are changed', async () => {
  const asked = serveAdmin(() => Response.json({}));
  await open('structure');
  const rows = await screen.findAllByTestId('service-row');
  expect(rows.map((row) => row.textContent)).toEqual([
    '一班总部12修改',
    '苏南组苏州5修改',
    '总部hq全省（总部）Asia/Shanghai修改',
    '苏州sz苏州Asia/Shanghai修改',
  ]);
  fireEvent.click(screen.getAllByTestId('service-edit')[1] as HTMLElement);
  await screen.findByTestId('service-save');
  type('班组名称', '苏南一组');
  submit('service-form');
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]).toEqual({
    path: '/api/agent-groups/g2',
    body: { name: '苏南一组', site_id: 's2', version: 2 },
  });
});

test('results stand in their tree; a reason is added', async () => {
  const asked = serveAdmin(() => Response.json({}));
  await open('results');
  const rows = await screen.findAllByTestId('service-row');
  expect(rows.map((row) => row.textContent)).toEqual([
    '故障fault所有技能组分类0是修改',
    '网速慢slow所有技能组可选1否修改',
    '资费fees—可选2是修改',
  ]);
  fireEvent.click(screen.getByTestId('room-reasons'));
  await waitFor(() => expect(screen.getByText('用餐')).toBeTruthy());
  fireEvent.click(screen.getByTestId('admin-add'));
  await screen.findByTestId('service-save');
  type('中文名称', '培训');
  type('英文名称', 'Training');
  type('代码', 'training');
  submit('service-form');
  await waitFor(() => expect(written(asked)).toHaveLength(1));
  expect(written(asked)[0]).toEqual({
    path: '/api/not-ready-reasons/training',
    body: { name: { 'zh-CN': '培训', en: 'Training' }, position: 0, is_active: true, version: 0 },
  });
});

test('the audit is narrowed by what an entry names', async () => {
  const asked = serveAdmin();
  await open('audit');
  const rows = await screen.findAllByTestId('audit-row');
  expect(rows[0]?.textContent).toContain('孙总修改人员人员 王芳');
  expect(rows[1]?.textContent).toContain('system');
  fireEvent.click(screen.getAllByTestId('audit-open')[0] as HTMLElement);
  const shown = await screen.findByTestId('audit-entry');
  expect(within(shown).getByText(/"name"/)).toBeTruthy();
  fireEvent.click(screen.getByTestId('follow-subject'));
  await waitFor(() =>
    expect(asked.some(({ path }) => path.includes('subject_kind=person&subject_id=p1'))).toBe(true),
  );
});

test('the chain is verified; where it breaks can be looked at', async () => {
  let verdict: object = { entries: 2, head: 'cd'.repeat(32), broken_at: null, broken: null };
  serveAdmin(() => Response.json(verdict));
  await open('audit');
  fireEvent.click(await screen.findByTestId('audit-verify'));
  expect((await screen.findByTestId('audit-verdict')).textContent).toContain('共 2 条记录，没有被修改或删除');
  verdict = { entries: 2, head: 'cd'.repeat(32), broken_at: 1, broken: entry(1) };
  fireEvent.click(screen.getByTestId('audit-verify'));
  await waitFor(() => expect(screen.getByTestId('audit-verdict').textContent).toContain('在第 1 条断开'));
  fireEvent.click(screen.getByTestId('audit-broken'));
  expect(await screen.findByTestId('audit-entry')).toBeTruthy();
});
