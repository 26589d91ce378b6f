// What the picture server says in each scenario. Invented people; for looking at the screens, nothing else.

import { history, situation } from './customers.mjs';
import { alarms, scopes, switches } from './supervision.mjs';

const nothing = { as_of_ms: Date.now(), work: [], outages: [], repeat: null };
const text = (zh, en) => ({ 'zh-CN': zh, en });
const now = () => Date.now();
const ago = (seconds) => now() - seconds * 1000;
const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;

const allPermissions = [
  'desk.use',
  'call.outbound',
  'recording.record',
  'recording.play',
  'customer.view',
  'customer.edit',
  'customer.pii.view',
  'board.view',
  'figures.view',
  'agent.force_state',
  'agent.message',
  'call.listen',
  'call.whisper',
  'call.barge',
  'call.take_over',
  'alarm.acknowledge',
  'alarm.manage',
  'queue.switch',
  'agent.assign',
];

export const me = (permissions = allPermissions) => ({
  person: { id: uuid(1), name: '李娜', login: 'lina' },
  tenant: { id: uuid(2), code: 'jsgd', name: '江苏广电 96296' },
  agent: permissions.includes('desk.use')
    ? { id: uuid(1032), number: '1032', device_kind: 'web_phone' }
    : null,
  permissions,
  local_networks: [
    { id: uuid(31), name_zh: '常州', name_en: 'Changzhou' },
    { id: uuid(32), name_zh: '无锡', name_en: 'Wuxi' },
  ],
  csrf_token: 'csrf',
  languages: ['zh-CN', 'en'],
});

const config = {
  reasons: [
    { code: 'break', text: text('小休', 'Break') },
    { code: 'meal', text: text('用餐', 'Meal') },
    { code: 'training', text: text('培训', 'Training') },
  ],
  results: [
    {
      code: 'fault',
      text: text('故障报修', 'Fault'),
      children: [
        { code: 'fault.remote', text: text('远程解决', 'Solved remotely') },
        { code: 'fault.visit', text: text('需上门', 'Visit needed') },
      ],
    },
    {
      code: 'billing',
      text: text('账务咨询', 'Billing'),
      children: [{ code: 'billing.explained', text: text('已解释', 'Explained') }],
    },
    { code: 'wrong', text: text('打错电话', 'Wrong number') },
  ],
};

export const queues = () => [
  {
    queue_id: uuid(61),
    name: text('故障报修 · 常州', 'Faults · Changzhou'),
    waiting: 4,
    longest_since_ms: ago(82),
    ready_agents: 0,
  },
  {
    queue_id: uuid(62),
    name: text('账务咨询', 'Billing'),
    waiting: 2,
    longest_since_ms: ago(31),
    ready_agents: 1,
  },
  {
    queue_id: uuid(63),
    name: text('业务办理', 'Orders'),
    waiting: 0,
    longest_since_ms: null,
    ready_agents: 3,
  },
  {
    queue_id: uuid(64),
    name: text('投诉专席', 'Complaints'),
    waiting: 0,
    longest_since_ms: null,
    ready_agents: 1,
  },
];

const names =
  '张敏 王芳 刘洋 陈静 杨帆 赵磊 黄蓉 周涛 吴婷 徐慧 孙丽 马超 朱琳 胡军 郭靖 何洁 高远 林峰 罗敏 郑爽 梁艳 谢芸 宋佳 唐薇'.split(
    ' ',
  );
const states = [
  'busy',
  'ready',
  'busy',
  'working_after_call',
  'busy',
  'not_ready',
  'ready',
  'busy',
  'reserved',
  'null',
];
const agentsList = () =>
  names.map((name, i) => ({
    agent_id: uuid(1040 + i),
    number: String(1040 + i),
    name,
    group: i % 2 ? '报修一组' : '账务组',
    state: states[(i * 7) % 10],
    since_ms: ago(((i * 53) % 420) + 6),
  }));
export const directory = () => ({ agents: agentsList() });
export const board = (isWall = false) => ({
  queues: queues().map((queue, i) => ({
    ...queue,
    contacts: 412 - i * 97 + queue.waiting,
    answered: 396 - i * 95,
    abandoned: 16 - i * 2,
    short_abandoned: i,
    settled: 412 - i * 97,
    in_time: 330 - i * 83,
    judged: 412 - i * 98,
    is_open: i !== 3,
    switches: i === 0 ? switches() : [],
  })),
  agents: agentsList().map((agent, i) => ({
    ...agent,
    ...(isWall ? { name: agent.number } : {}),
    reason: agent.state === 'not_ready' ? 'break' : null,
    queues: [uuid(61 + (i % 4)), uuid(62)],
    pending_state: i === 1 ? 'null' : null,
    can_be_monitored: agent.state === 'busy',
    monitors: [],
    help_since_ms: i === 6 ? ago(21) : null,
    unread_messages: i === 2 ? 1 : 0,
    since_ms: i === 2 ? ago(760) : agent.state === 'working_after_call' && i % 2 ? ago(260) : agent.since_ms,
  })),
  alarms: alarms(agentsList()[4].agent_id),
  scopes: scopes(),
  level: { measure: 'service_level_2', within_s: 15, goal: 85 },
  known_until_ms: now(),
  delay_ms: 200,
  is_wall: isWall,
});

const product = (zh, en, resource, fee, status, expires) => ({
  product_id: uuid(7000 + fee / 100),
  name: text(zh, en),
  resource,
  monthly_fee_minor: fee,
  status,
  is_live: status.code === 'active',
  expires_on: expires,
});
const active = { code: 'active', text: text('正常', 'Active') };
const fault = { code: 'fault', text: text('故障', 'Fault') };
export const customer = () => ({
  customer_id: uuid(500),
  name: '周晓雯',
  level: { code: 'gold', text: text('金卡', 'Gold') },
  tags: [text('老客户', 'Long-standing'), text('重复报修', 'Repeat faults')],
  id_masked: '**************3327',
  phone_masked: '138 **** 2246',
  address: '常州市天宁区红梅街道红梅新村 42 幢乙单元 602',
  account_no: '0519-2008-771204',
  since_on: '2017-05-12',
  products: [
    product('光宽带 500M 融合套餐', 'Fibre 500M bundle', 'CZ00771204', 9900, fault, '2027-03-31'),
    product('数字电视 · 高清基本包', 'Digital TV · HD basic', '8302 0177 4621', 2400, active, '2027-03-31'),
    product('4K 超清点播包', '4K on demand', '8302 0177 4621', 2000, active, '2026-12-31'),
    product('固话 0519-8812 3346', 'Landline 0519-8812 3346', '8812 3346', 1000, active, null),
  ],
  billing: { balance_minor: 3650, due_minor: 12800, as_of_ms: ago(95), is_stale: false },
  situation: situation(),
  timeline: history(),
  timeline_before: 'before',
});

const said = (isStale) => ({
  account_no: '0519-2008-771204',
  accounts: [
    { account_no: '0519-2008-771204', name: '周晓雯' },
    { account_no: '0519-2008-771311', name: '晓雯便利店' },
  ],
  as_of_ms: ago(isStale ? 5400 : 12),
  is_stale: isStale,
});
const monthBack = (n) => new Date(Date.UTC(2026, 9 - n, 1)).toISOString().slice(0, 10);
export const bills = (isStale = false) => ({
  ...said(isStale),
  bills: Array.from({ length: 12 }, (_, n) => ({
    bill_no: `051920087712${monthBack(n).slice(2, 4)}${monthBack(n).slice(5, 7)}`,
    month_on: monthBack(n),
    due_on: `${monthBack(n - 1).slice(0, 8)}20`,
    total_minor: 13300 + (n % 3) * 500,
    unpaid_minor: n === 0 ? 12800 : 0,
    state: n === 0 ? 'overdue' : 'settled',
    lines: [
      { name: text('光宽带 500M 融合套餐', 'Fibre 500M bundle'), amount_minor: 9900 },
      { name: text('数字电视 · 高清基本包', 'Digital TV · HD basic'), amount_minor: 2400 },
      { name: text('4K 超清点播包', '4K on demand'), amount_minor: 2000 + (n % 3) * 500 },
      { name: text('套餐优惠', 'Bundle discount'), amount_minor: -1000 },
    ],
  })),
});
const methods = ['wechat', 'alipay', 'bank', 'cash'];
export const payments = (isStale = false) => ({
  ...said(isStale),
  payments: Array.from({ length: 11 }, (_, n) => ({
    payment_no: `P${1000 + n}`,
    paid_at_ms: ago(1_300_000 + n * 2_600_000),
    amount_minor: 13300 + (n % 3) * 500,
    method: methods[n % 4],
    status: n === 4 ? 'refunded' : 'done',
  })),
});
export const products = () => ({ products: customer().products, as_of_ms: ago(12), is_stale: false });
export const devices = (isStale = false) => ({
  ...said(isStale),
  devices: [
    {
      resource: 'CZ00771204',
      product: text('光宽带 500M 融合套餐', 'Fibre 500M bundle'),
      kind: 'onu',
      model: 'FiberHome AN5506-04',
      is_online: false,
      signal_dbm: -28.4,
      signal: 'bad',
      last_seen_ms: ago(5400),
    },
    {
      resource: '8302 0177 4621',
      product: text('数字电视 · 高清基本包', 'Digital TV · HD basic'),
      kind: 'set_top_box',
      model: 'Jiuzhou DVC-8168',
      is_online: true,
      signal_dbm: -61.2,
      signal: 'marginal',
      last_seen_ms: ago(4),
    },
    {
      resource: '8302 0177 4630',
      product: null,
      kind: 'set_top_box',
      model: '',
      is_online: true,
      signal_dbm: null,
      signal: 'unknown',
      last_seen_ms: null,
    },
  ],
});

const candidate = (n, name, address) => ({
  customer_id: uuid(500 + n),
  name,
  level: n === 1 ? { code: 'gold', text: text('金卡', 'Gold') } : null,
  address,
  phone: '138 **** 2246',
});
export const candidates = [
  candidate(1, '周晓雯', '常州市天宁区红梅新村 42 幢乙单元 602'),
  candidate(2, '周建国', '常州市钟楼区永红街道花园新村 8 幢 301'),
  candidate(3, '常州恒瑞物业有限公司', '常州市武进区湖塘镇延政中路 18 号'),
];

const call = (phase, more = {}) => ({
  call_id: uuid(700),
  event: 'snapshot',
  direction: 'inbound',
  phase,
  caller: { number: '+8613815092246', display: '138 1509 2246', kind: 'mobile' },
  called: '96296',
  city: text('江苏 常州', 'Changzhou, Jiangsu'),
  queue: { id: uuid(61), name: text('故障报修 · 常州', 'Faults · Changzhou') },
  ivr_path: [text('普通话', 'Mandarin'), text('1 故障报修', '1 Faults')],
  ivr: { ticket_kind: 'report', fault_kind: 'no-network' },
  offered_at_ms: ago(140),
  answered_at_ms: phase === 'ringing' || phase === 'dialing' ? null : ago(134),
  queued_at_ms: ago(178),
  waited_ms: 38_000,
  ring_until_ms: phase === 'ringing' ? now() + 11_400 : null,
  ended_at_ms: phase === 'wrap_up' ? ago(13) : null,
  cause: phase === 'wrap_up' ? 'normal' : null,
  customer: customer(),
  candidates: [],
  recording: { state: 'on', is_policy: false },
  consultation: null,
  monitoring: null,
  monitors: [],
  help_since_ms: null,
  parties: [
    { role: 'customer', label: '138 1509 2246', state: 'connected' },
    { role: 'agent', label: '李娜 1032', state: 'connected' },
  ],
  result_required: true,
  wrap_up: phase === 'wrap_up' ? { until_ms: null, mode: 'timed' } : null,
  device_answer: 'page',
  ...more,
});

const stateOf = { ringing: 'reserved', wrap_up: 'working_after_call' };
const snapshot = (calls = [], agent = {}) => ({
  agent: {
    agent_id: uuid(1032),
    number: '1032',
    name: '李娜',
    state: calls[0] ? (stateOf[calls[0].phase] ?? 'busy') : 'ready',
    reason: null,
    since_ms: ago(calls[0]?.phase === 'ringing' ? 4 : 134),
    pending_state: null,
    pending_reason: null,
    call_id: null,
    wrap_up_until_ms: calls[0]?.phase === 'wrap_up' ? now() + 46_500 : null,
    wrap_up_mode: 'timed',
    ...agent,
  },
  phone: {
    kind: 'web_phone',
    address: '1032',
    password: 'x',
    ws_path: '/sip',
    domain: 'kefu',
    is_registered: true,
    is_elsewhere: false,
  },
  calls,
  queues: queues(),
  switch: { is_available: true },
  messages: [],
  config,
});

const third = { role: 'third', label: '张敏 1040', state: 'connected' };

/** Name -> what the snapshot says. `more` changes how the server behaves. */
export const scenarios = {
  idle: () => snapshot(),
  'not-ready': () => snapshot([], { state: 'not_ready', reason: 'break' }),
  'signed-out': () => ({ ...snapshot(), agent: null, phone: null }),
  ringing: () =>
    snapshot([call('ringing', { offered_at_ms: ago(4), recording: { state: 'off', is_policy: true } })]),
  talking: () => snapshot([call('connected')], { pending_state: 'not_ready', pending_reason: 'meal' }),
  held: () => snapshot([call('held')]),
  supervising: () =>
    snapshot([
      call('monitoring', {
        monitoring: {
          agent_id: uuid(1042),
          label: '刘洋 1042',
          participation: 'whisper',
          is_connected: true,
          can_take_over: true,
        },
      }),
    ]),
  'whispered-to': () =>
    snapshot([
      call('connected', {
        help_since_ms: ago(30),
        monitors: [{ label: '陈立华 1009', participation: 'whisper' }],
      }),
    ]),
  messaged: () => ({
    ...snapshot(),
    messages: [
      { message_id: uuid(901), sender: '陈立华', text: '早会改到九点，请准时参加。', sent_at_ms: ago(600) },
      {
        message_id: uuid(902),
        sender: '陈立华',
        text: '常州天宁区光缆已修复，可以告知客户。',
        sent_at_ms: ago(20),
      },
    ],
  }),
  consulting: () =>
    snapshot([
      call('consulting', { consultation: { to: { kind: 'agent', label: '张敏 1040' }, state: 'connected' } }),
    ]),
  conference: () => snapshot([call('conference', { parties: [...call('connected').parties, third] })]),
  lost: () => snapshot([call('lost')]),
  'wrap-up': () => snapshot([call('wrap_up', { recording: { state: 'off', is_policy: false } })]),
  unknown: () => snapshot([call('connected', { customer: null, city: null })]),
  several: () =>
    snapshot([
      call('ringing', {
        offered_at_ms: ago(4),
        customer: null,
        candidates,
        recording: { state: 'off', is_policy: true },
      }),
    ]),
  dialing: () =>
    snapshot([
      call('dialing', {
        direction: 'outbound',
        called: '13815092246',
        queue: null,
        ivr_path: [],
        ivr: {},
        waited_ms: 0,
        offered_at_ms: ago(6),
        recording: { state: 'off', is_policy: false },
      }),
    ]),
  elsewhere: () => {
    const shown = snapshot();
    return { ...shown, phone: { ...shown.phone, password: null, is_elsewhere: true } };
  },
  'switch-down': () => ({ ...snapshot(), switch: { is_available: false } }),
  stale: () => {
    const gold = customer();
    return snapshot([
      call('connected', {
        customer: {
          ...gold,
          billing: { ...gold.billing, is_stale: true },
          situation: nothing,
          timeline: [],
          timeline_before: null,
        },
      }),
    ]);
  },
};
