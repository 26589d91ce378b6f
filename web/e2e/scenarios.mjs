// What the picture server says in each scenario. Invented people; for looking at the screens, nothing else.

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
  'agent.force_state',
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
export const board = () => ({
  queues: queues().map((queue, i) => ({
    ...queue,
    offered: 412 - i * 97,
    answered: 396 - i * 95,
    abandoned: 16 - i * 3,
  })),
  agents: agentsList().map((agent, i) => ({
    ...agent,
    reason: agent.state === 'not_ready' ? 'break' : null,
    queues: [uuid(61 + (i % 4)), uuid(62)],
    since_ms: i === 2 ? ago(760) : agent.state === 'working_after_call' && i % 2 ? ago(260) : agent.since_ms,
  })),
  delay_ms: 200,
});

const product = (zh, en, resource, fee, status, expires) => ({
  name: text(zh, en),
  resource,
  monthly_fee_minor: fee,
  status,
  is_live: status.code === 'active',
  expires_on: expires,
});
const active = { code: 'active', text: text('正常', 'Active') };
const fault = { code: 'fault', text: text('故障', 'Fault') };
const contact = (n, seconds, zh, en, more = {}) => ({
  interaction_id: uuid(900 + n),
  at_ms: ago(seconds),
  channel: 'voice',
  direction: 'inbound',
  title: text(zh, en),
  detail: null,
  agent_name: '张敏 1040',
  queue: text('故障报修 · 常州', 'Faults · Changzhou'),
  duration_s: 252,
  result: text('远程解决', 'Solved remotely'),
  recordings: [],
  ...more,
});

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
  timeline: [
    contact(1, 340_000, '故障报修', 'Fault report', {
      recordings: [{ recording_id: uuid(801), duration_s: 252 }],
      detail: '光猫 LOS 灯红闪，重启后恢复',
    }),
    contact(2, 1_100_000, '账务咨询', 'Billing question', {
      queue: text('账务咨询', 'Billing'),
      agent_name: '王芳 1041',
      duration_s: 96,
      result: text('已解释', 'Explained'),
      recordings: [
        { recording_id: uuid(802), duration_s: 60 },
        { recording_id: uuid(803), duration_s: 36 },
      ],
    }),
    contact(3, 2_600_000, '自助查询余额', 'Balance by keypad', {
      agent_name: null,
      queue: null,
      duration_s: 41,
      result: null,
    }),
    contact(4, 5_000_000, '回访', 'Call-back', { direction: 'outbound', duration_s: 118, result: null }),
    contact(5, 8_000_000, '业务办理', 'Order', {
      queue: text('业务办理', 'Orders'),
      duration_s: 305,
      result: null,
    }),
  ],
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
        customer: { ...gold, billing: { ...gold.billing, is_stale: true }, timeline: [] },
      }),
    ]);
  },
};
