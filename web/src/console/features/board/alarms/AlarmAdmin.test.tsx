import '../messages';
import type { BoardScopes } from '@shared/rt/board';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../../testing/render';
import { AlarmAdmin } from './AlarmAdmin';

const text = (words: string) => ({ 'zh-CN': words, en: words });
const json = (body: unknown) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
const scopes: BoardScopes = {
  networks: [{ id: 'n1', name: text('苏州') }],
  groups: [],
  queues: [{ id: 'q1', name: text('故障报修'), is_open: true }],
};

beforeEach(() => serve());

const rule = {
  rule_id: 'r1',
  name: text('人多'),
  kind: 'waiting',
  threshold: 10,
  within_s: 20,
  queue_id: null,
  group: null,
  local_network_id: null,
  severity: 'warning',
  has_sound: false,
  sms_person_ids: [],
  sms_role_ids: [],
  is_on: true,
  version: 3,
};

test('a rule is changed in the version that was read; what somebody else has done is shown', async () => {
  const asked = fakeApi((path, method) => {
    if (method === 'PUT') return problem(409, 'alarm-rule-changed');
    if (path.endsWith('/choices')) return json({ groups: [], roles: [], contacts: [], within_s: [20] });
    return json(path.endsWith('/templates') ? [] : [rule]);
  });
  await show(<AlarmAdmin scopes={scopes} onClose={() => {}} />);
  expect((await screen.findByTestId('rule-waiting')).textContent).toContain('排队超过 10 人');
  fireEvent.click(screen.getByTestId('rule-edit'));
  const limit = await screen.findByLabelText('超过多少人');
  fireEvent.change(limit, { target: { value: '15' } });
  fireEvent.click(screen.getByTestId('rule-save'));
  await waitFor(() => expect(asked.some(({ body }) => body !== undefined)).toBe(true));
  const { rule_id: _, ...sent } = rule;
  expect(asked.find(({ body }) => body !== undefined)).toEqual({
    path: '/api/alarm-rules/r1',
    body: { ...sent, threshold: 15 },
  });
  expect(await screen.findByText('别人刚刚修改过这条规则')).toBeDefined();
});

test('who administers one city makes rules for it', async () => {
  const asked = fakeApi((path, method) => {
    if (method === 'POST') return json(rule);
    if (path.endsWith('/choices')) return json({ groups: [], roles: [], contacts: [], within_s: [20] });
    return json(path.endsWith('/templates') ? [{ ...rule, version: 0 }] : []);
  });
  await show(<AlarmAdmin scopes={scopes} onClose={() => {}} />, {
    localNetworks: [{ id: 'n1', name_zh: '苏州', name_en: 'Suzhou' }],
  });
  const add = await screen.findByTestId<HTMLButtonElement>('rule-add');
  await waitFor(() => expect(add.disabled).toBe(false));
  fireEvent.click(add);
  fireEvent.click(await screen.findByRole('menuitem', { name: '人多' }));
  fireEvent.click(await screen.findByTestId('rule-save'));
  await waitFor(() =>
    expect(asked.find(({ body }) => body !== undefined)).toMatchObject({
      path: '/api/alarm-rules',
      body: { kind: 'waiting', local_network_id: 'n1' },
    }),
  );
});

test('a number for alarms is kept, and taken away', async () => {
  const contact = { person_id: 'p1', login: 'chief', name: '陈立华', phone: null as string | null };
  const asked = fakeApi((path, method) => {
    if (method === 'PUT') return new Response(null, { status: 204 });
    if (path.endsWith('/choices'))
      return json({ groups: [], roles: [], contacts: [contact], within_s: [20] });
    return json([]);
  });
  await show(<AlarmAdmin scopes={scopes} onClose={() => {}} />);
  fireEvent.click(screen.getByRole('tab', { name: '短信号码' }));
  const field = await screen.findByLabelText('陈立华 的手机号');
  const isKept = () => screen.getByTestId<HTMLButtonElement>('contact-save').disabled;
  expect(isKept()).toBe(true);
  fireEvent.change(field, { target: { value: '138 1234 5678' } });
  contact.phone = '+8613812345678';
  fireEvent.click(screen.getByTestId('contact-save'));
  await waitFor(() => expect(asked.filter(({ body }) => body !== undefined).length).toBe(1));
  await waitFor(() => expect(isKept()).toBe(true));
  fireEvent.change(screen.getByLabelText('陈立华 的手机号'), { target: { value: '' } });
  fireEvent.click(screen.getByTestId('contact-save'));
  await waitFor(() =>
    expect(asked.filter(({ body }) => body !== undefined)).toEqual([
      { path: '/api/alarm-contacts/p1', body: { phone: '13812345678' } },
      { path: '/api/alarm-contacts/p1', body: { phone: null } },
    ]),
  );
});
