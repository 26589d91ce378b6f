// Alarms, quick switches, what agents serve: for pictures of the supervisor's board.
const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const ago = (seconds) => Date.now() - seconds * 1000;
const text = (zh, en) => ({ 'zh-CN': zh, en });

const faults = text('故障报修', 'Faults');
const alarm = (n, kind, subject, more) => ({
  alarm_id: uuid(9500 + n),
  name: text('告警', 'Alarm'),
  kind,
  severity: 'warning',
  has_sound: false,
  subject,
  acknowledged_at_ms: null,
  acknowledged_by: null,
  ...more,
});

/** Four alarms: two that nobody sees to yet, one of an agent, one acknowledged. */
export const alarms = (agentId) => [
  alarm(
    1,
    'longest_wait',
    { kind: 'queue', id: uuid(61), name: faults },
    {
      severity: 'critical',
      has_sound: true,
      threshold: 120,
      value: 134,
      raised_at_ms: ago(42),
    },
  ),
  alarm(
    2,
    'waiting',
    { kind: 'queue', id: uuid(61), name: faults },
    {
      threshold: 10,
      value: 14,
      raised_at_ms: ago(131),
    },
  ),
  alarm(
    3,
    'not_ready',
    { kind: 'agent', id: agentId, name: text('坐席 1044', 'Agent 1044') },
    {
      threshold: 30,
      value: 37,
      raised_at_ms: ago(400),
    },
  ),
  alarm(
    4,
    'service_level',
    { kind: 'queue', id: uuid(62), name: text('业务办理', 'Services') },
    {
      threshold: 80,
      value: 63,
      raised_at_ms: ago(900),
      acknowledged_at_ms: ago(600),
      acknowledged_by: '陈立华',
    },
  ),
];

export const switches = () => [
  {
    kind: 'notice',
    set_at_ms: ago(1500),
    set_by: '陈立华',
    until_ms: Date.now() + 2_100_000,
    prompt: 'outage',
    to_queue_id: null,
  },
  {
    kind: 'overflow',
    set_at_ms: ago(300),
    set_by: '陈立华',
    until_ms: null,
    prompt: null,
    to_queue_id: uuid(62),
  },
];

export const scopes = () => ({
  networks: [
    { id: uuid(41), name: text('苏州', 'Suzhou') },
    { id: uuid(42), name: text('徐州', 'Xuzhou') },
  ],
  groups: [
    ['总部客服中心', '一班'],
    ['总部客服中心', '二班'],
    ['苏州分中心', '苏南组'],
  ],
  queues: [
    { id: uuid(61), name: text('故障报修 · 常州', 'Faults · Changzhou'), is_open: true },
    { id: uuid(62), name: text('账务咨询', 'Billing'), is_open: true },
    { id: uuid(63), name: text('业务办理', 'Orders'), is_open: true },
    { id: uuid(64), name: text('投诉专席', 'Complaints'), is_open: false },
  ],
});

const rule = (n, kind, name, threshold, more = {}) => ({
  rule_id: uuid(9600 + n),
  name,
  kind,
  threshold,
  within_s: 20,
  queue_id: null,
  group: null,
  local_network_id: null,
  severity: 'warning',
  has_sound: false,
  sms_person_ids: [],
  sms_role_ids: [],
  is_on: true,
  version: 1,
  ...more,
});
const rules = [
  rule(1, 'waiting', text('排队人数过多', 'Too many callers wait'), 10),
  rule(2, 'longest_wait', text('等待时间过长', 'A caller waits too long'), 120, {
    severity: 'critical',
    has_sound: true,
    sms_role_ids: [uuid(9701)],
  }),
  rule(3, 'service_level', text('服务水平不达标', 'Service level missed'), 80, { queue_id: uuid(61) }),
  rule(4, 'not_ready', text('坐席未就绪超时', 'Not ready for too long'), 30, { group: '一班' }),
  rule(5, 'trunks', text('中继占用过高', 'Trunks nearly full'), 90, { is_on: false }),
];
const people = [
  ['supervisor', '陈立华', '+8613812345678'],
  ['admin', '系统管理员', null],
  ['agent', '林晓燕', null],
];
const choices = () => ({
  groups: ['一班', '二班', '苏南组'],
  roles: [
    { role_id: uuid(9701), name: '班长' },
    { role_id: uuid(9702), name: '管理员' },
  ],
  contacts: people.map(([login, name, phone], n) => ({ person_id: uuid(9800 + n), login, name, phone })),
  within_s: [5, 10, 15, 20, 30, 60],
});
const past = () =>
  alarms(uuid(1)).map(({ raised_at_ms, acknowledged_at_ms, ...each }, n) => ({
    ...each,
    raised_at: new Date(raised_at_ms - n * 3_600_000).toISOString(),
    acknowledged_at: acknowledged_at_ms && new Date(acknowledged_at_ms).toISOString(),
    cleared_at: n > 1 ? new Date(raised_at_ms - n * 3_500_000).toISOString() : null,
  }));
const assignment = (agentId) => ({
  agent_id: agentId,
  queue_ids: [uuid(61), uuid(62)],
  skills: [{ skill_id: uuid(71), level: 8 }],
  queues: [
    { queue_id: uuid(61), name: faults },
    { queue_id: uuid(62), name: text('业务办理', 'Services') },
    { queue_id: uuid(63), name: text('投诉', 'Complaints') },
    { queue_id: uuid(64), name: text('宽带', 'Broadband') },
  ],
  known_skills: [
    { skill_id: uuid(71), name: text('故障处理', 'Faults') },
    { skill_id: uuid(72), name: text('业务办理', 'Services') },
    { skill_id: uuid(73), name: text('英语', 'English') },
  ],
});
const prompts = [
  {
    name: 'outage',
    languages: ['zh-CN', 'en'],
    text: text('您所在区域正在抢修，预计今晚恢复。', 'Your area is being repaired.'),
  },
];

export function answerSupervision(method, path, isEmpty) {
  if (method !== 'GET') return undefined;
  if (path === '/api/alarm-rules') return isEmpty ? [] : rules;
  if (path === '/api/alarm-rules/templates') return rules;
  if (path === '/api/alarm-rules/choices') return choices();
  if (path === '/api/alarms') return isEmpty ? [] : past();
  if (path === '/api/queue-switches/prompts') return prompts;
  const [, agentId] = /^\/api\/agents\/([^/]+)\/assignment$/.exec(path) ?? [];
  return agentId && assignment(agentId);
}

export function supervisionShots(click) {
  const shot = (name, more = {}) => [name, { scenario: 'idle', path: '/board', ...more }];
  const then =
    (...steps) =>
    async (page) => {
      for (const step of steps) await step(page);
    };
  const tab = (n) => (page) => page.getByRole('tab').nth(n).click();
  const rulesOf = then(click('alarm-rules'), (page) => page.mouse.move(0, 0));
  return [
    shot('board-looking', { permissions: ['board.view'] }),
    shot('board-scope', { act: (page) => page.getByTestId('board-scope').click() }),
    shot('board-switches', { act: click('switch-00000000-0000-7000-8000-000000000061') }),
    shot('board-assign', { act: then(click('agent-1042'), click('assign')) }),
    shot('board-assign-error', {
      act: then(click('agent-1042'), click('assign')),
      problem: [`GET /api/agents/${uuid(1042)}/assignment`, { status: 503, code: 'database-unavailable' }],
    }),
    shot('alarm-rules', { act: rulesOf }),
    shot('alarm-rules-empty', { act: rulesOf, isEmpty: true }),
    shot('alarm-rules-error', {
      act: rulesOf,
      problem: ['GET /api/alarm-rules', { status: 503, code: 'database-unavailable' }],
    }),
    shot('alarm-rule', { act: then(rulesOf, (page) => page.getByTestId('rule-edit').nth(2).click()) }),
    shot('alarm-contacts', { act: then(rulesOf, tab(1)) }),
    shot('alarm-history', { act: then(rulesOf, tab(2)) }),
    shot('wall', { path: '/board?wall', isWall: true }),
    shot('wall-offline', { path: '/board?wall', isWall: true, act: cut }),
  ];
}

async function cut(page, fake) {
  fake.state.problems['POST /api/realtime/ticket'] = { status: 503, code: 'unavailable' };
  for (const socket of fake.state.sockets) socket.close();
  await page.locator('[data-stale=true]').waitFor();
}
