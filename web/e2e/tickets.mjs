// What the picture server says of tickets and tasks. Invented people.

const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const inMinutes = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
const text = (zh, en) => ({ 'zh-CN': zh, en });

const states = [
  ['accepted', '已受理', 'Accepted'],
  ['handed_over', '已转办', 'Handed over'],
  ['in_progress', '处理中', 'In progress'],
  ['awaiting_call', '待回电', 'Awaiting call'],
  ['answered', '已答复', 'Answered'],
  ['reopened', '重开', 'Reopened'],
  ['closed', '已办结', 'Closed'],
  ['cancelled', '已作废', 'Cancelled'],
].map(([code, zh, en]) => ({
  code,
  text: text(zh, en),
  is_final: code === 'closed' || code === 'cancelled',
}));
const settle = { action: 'settle', from_states: ['accepted'], to: 'closed' };
const kinds = ['report', 'complaint', 'enquiry', 'consultation'];
const categories = {
  report: text('宽带无法上网', 'No internet'),
  complaint: text('收费争议', 'Disputed charges'),
  enquiry: text('套餐到期查询', 'Plan end date'),
  consultation: text('提速降费咨询', 'Speed upgrade'),
};
const departments = [text('常州营业部', 'Changzhou sales'), text('网络运维中心', 'Network operations')];
const words = [
  '路由器指示灯正常,但所有设备都无法上网,已重启三次仍然不行,客户要求当天上门处理。',
  '上月账单多收了点播费 58 元,客户表示从未订购。',
  '询问全家享套餐何时到期,能否提前续费。',
  '想从 300M 升到 1000M,问资费和是否要换光猫。',
];

const ticket = (n) => {
  const kind = kinds[n % 4];
  const state = states[(n * 3 + 2) % 7];
  return {
    ticket_id: uuid(8000 + n),
    ticket_no: `${'RCEQ'[n % 4]}261122-${String(1234 + n * 17).padStart(4, '0')}`,
    kind,
    category_code: kind,
    category: categories[kind],
    severity: n % 5 === 0 ? 'urgent' : 'ordinary',
    state: state.code,
    is_final: state.is_final,
    version: 3,
    customer_id: uuid(500),
    caller_name: ['周晓明', '吴婷', '陈建国'][n % 3],
    caller_number: `+86138****${2246 + n * 7}`,
    address: '常州市天宁区𠮷祥里3幢乙单元502室',
    department_id: uuid(8900 + (n % 2)),
    department: n % 3 ? departments[n % 2] : null,
    first_responsible: '李娜',
    handler: n % 2 ? '王芳' : null,
    accepted_at: inMinutes(-1500 - n * 31),
    due_at: inMinutes(n * 140 - 190),
    first_answer_due_at: inMinutes(60),
    first_answer_at: null,
    answered_at: null,
    closed_at: null,
    is_overdue: n < 2,
    is_unanswered: n === 1,
    is_call_pending: state.code === 'awaiting_call',
    is_reply_lost: n === 4,
    is_settled_now: false,
    is_satisfied: null,
    level: n < 2 ? 2 - n : 0,
    reopened_count: n === 6 ? 1 : 0,
    regulator_code: n === 1 ? 'miit' : null,
    work_order_id: n % 4 === 0 ? uuid(6000) : null,
    is_order_open: n % 4 === 0,
    description: words[n % 4],
  };
};

const detail = (n) => (n === 0 ? repair() : n === 3 ? over() : complaint());

/** A repair under way, from a call; its form is the demonstration's own. */
const repair = () => ({
  ...complaint(),
  ...ticket(0),
  origin: 'call',
  resource: 'CZ00771204',
  form_code: 'repair-report',
  form_version: 2,
  answers: {
    fault_kind: 'no-network',
    since: '2026-11-22',
    lights: 'los-red',
    restarted: 'yes',
    slot: 'morning',
  },
  reply_by: 'sms',
  repeat_of: null,
  about_order_id: null,
  regulator_code: null,
  regulator_case_no: '',
  regulator_received_on: null,
  regulator_due_at: null,
  actions: ['note', 'cancel'],
  events: [
    ...complaint().events.slice(0, 1),
    {
      ...complaint().events[0],
      event_id: uuid(8599),
      action: 'order_opened',
      person: null,
      detail: { order_no: '261122-0417733' },
    },
  ],
  replies: [],
});

/** An advice that is over. */
const over = () => ({
  ...repair(),
  ...ticket(3),
  state: 'closed',
  is_final: true,
  is_order_open: false,
  is_overdue: false,
  closed_at: inMinutes(-30),
  is_satisfied: true,
  form_code: null,
  actions: ['reopen'],
  events: ['accept', 'answer', 'confirm', 'close'].map((action, at) => ({
    ...complaint().events[0],
    event_id: uuid(8700 + at),
    action,
    at: inMinutes(at * 40 - 200),
    detail: action === 'answer' ? { by: 'sms', text: words[3] } : {},
  })),
});

const complaint = () => ({
  ...ticket(1),
  state: 'awaiting_call',
  is_call_pending: true,
  work_order_id: uuid(6000),
  is_order_open: true,
  origin: 'regulator',
  resource: 'CZ00123456',
  form_code: 'solved',
  form_version: 1,
  answers: {},
  reply_by: 'phone',
  reply_to: '+86138****2246',
  repeat_of: uuid(8002),
  about_order_id: uuid(6000),
  regulator_case_no: 'GX-2026-118',
  regulator_received_on: '2026-11-20',
  regulator_due_at: inMinutes(2000),
  actions: ['call_made', 'answer', 'hand_over', 'note', 'cancel'],
  events: [
    ['accept', '李娜', {}],
    ['hand_over', '李娜', { department: departments[0], note: '请核对 10 月点播记录' }],
    ['unanswered', null, {}],
    ['take', '王芳', {}],
    ['answer', '王芳', { by: 'sms', text: '经核实,58 元点播费为误收,将在 3 个工作日内退回账户。' }],
    ['undelivered', null, {}],
    ['overdue', null, { level: 1 }],
    ['call_back', '王芳', { by: 'phone' }],
  ].map(([action, person, more], n) => ({
    event_id: uuid(8500 + n),
    at: inMinutes(n * 90 - 900),
    action,
    from_state: null,
    to_state: null,
    person,
    detail: more,
  })),
  replies: [
    ['sms', 'failed', -400],
    ['phone', 'pending', -60],
  ].map(([by, state, at], n) => ({
    reply_id: uuid(8600 + n),
    by,
    recipient: '+86138****2246',
    text: '经核实,58 元点播费为误收,将在 3 个工作日内退回账户。',
    state,
    at: inMinutes(at),
    done_at: null,
    attempts: 3 - n * 3,
    person: '王芳',
  })),
});

const settings = () => ({
  categories: kinds.map((kind, position) => ({
    code: kind,
    kind,
    name: categories[kind],
    parent_code: null,
    form_code: kind === 'report' ? 'repair-report' : null,
    department_code: null,
    severity: 'ordinary',
    limit_h: 48,
    position,
    is_active: true,
    version: 1,
  })),
  departments: departments.map((name, n) => ({
    department_id: uuid(8900 + n),
    code: `d${n}`,
    name,
    ladder: [],
    members: [],
    is_active: true,
    version: 1,
  })),
  regulators: [
    { code: 'miit', name: text('工信部申诉中心', 'MIIT appeals'), position: 0, is_active: true, version: 1 },
  ],
  lifecycles: kinds.map((kind) => ({
    kind,
    lifecycle: { states, transitions: kind === 'complaint' ? [] : [settle] },
    version: 0,
  })),
});

const expected = ['call_back', 'escalated', 'take', 'answer', 'confirm', 'see_to_the_end'];
const tasks = () =>
  expected
    .map((what, n) => ({
      kind: 'ticket',
      id: uuid(8000 + n),
      no: ticket(n).ticket_no,
      title: ticket(n).category,
      subject: ticket(n).caller_name,
      state: 'in_progress',
      due_at: ticket(n).due_at,
      is_overdue: n < 2,
      expected: what,
      is_alarm: n === 1,
    }))
    .concat({
      ...{ kind: 'appraisal', id: uuid(9950), no: '2026-02', subject: '', state: 'published' },
      title: { 'zh-CN': '坐席月度考核', en: 'Agents by month' },
      ...{ due_at: null, is_overdue: false, expected: 'read_score', is_alarm: false },
    });

/** The answer to a question about tickets or tasks, if it is one. */
export function answerTickets(method, path, isEmpty) {
  if (path === '/api/tasks') {
    const list = isEmpty ? [] : tasks();
    const counts = { all: list.length, overdue: isEmpty ? 0 : 2, alarms: isEmpty ? 0 : 1 };
    return { tasks: list, counts };
  }
  if (path === '/api/ticket-settings/people')
    return [{ person_id: uuid(8950), name: '王芳', login: 'wangfang' }];
  if (path === '/api/ticket-settings') return settings();
  if (path === '/api/tickets' && method === 'GET')
    return {
      tickets: isEmpty ? [] : Array.from({ length: 24 }, (_, n) => ticket(n)),
      next_before: isEmpty ? null : uuid(8023),
    };
  if (path === '/api/tickets') {
    const { ticket_id, ticket_no, due_at } = { ...ticket(0), due_at: inMinutes(48 * 60) };
    return { ticket_id, ticket_no, due_at, is_final: false };
  }
  if (path === '/api/tickets/duplicates') return [{ ...ticket(4), reasons: ['same_customer'] }];
  if (path.startsWith('/api/tickets/drafts/'))
    return { slot: path.split('/').at(-1), version: 2, content: {} };
  if (/^\/api\/tickets\/[\w-]+(\/actions)?$/.test(path))
    return detail(Number(path.split('/')[3].slice(-4)) - 8000);
  return undefined;
}
