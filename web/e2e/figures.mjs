// What the picture server says of figures: the day so far, who needs somebody, what figures shall reach; and pictures.
const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const text = (zh, en) => ({ 'zh-CN': zh, en });
const measures = [
  [
    'contacts',
    'count',
    '进入队列',
    'Contacts',
    '呼入排队 + 转入 + 溢入 + 回到队列',
    'offered + transferred in + overflowed in + returned',
  ],
  ['offered', 'count', '呼入', 'Offered', '呼入排队', 'offered'],
  ['answered', 'count', '接听', 'Answered', '接听', 'answered'],
  ['abandoned', 'count', '放弃', 'Abandoned', '放弃', 'abandoned'],
  [
    'abandonment_rate',
    'percent',
    '放弃率',
    'Abandonment rate',
    '放弃 ÷ (呼入排队 + 转入 + 溢入 + 回到队列 - 仍在等待)',
    'abandoned ÷ (offered + transferred in + overflowed in + returned - waiting still)',
  ],
  [
    'service_level_1',
    'percent',
    '服务水平 1: 占全部',
    'Service level 1: of all',
    'T 秒内接听 ÷ (呼入排队 + 转入 + 溢入 + 回到队列 - 仍在等待)',
    'answered within T s ÷ (offered + transferred in + overflowed in + returned - waiting still)',
  ],
  [
    'service_level_2',
    'percent',
    '服务水平 2: 不计短时放弃',
    'Service level 2: without those who hung up at once',
    'T 秒内接听 ÷ (呼入排队 + 转入 + 溢入 + 回到队列 - 仍在等待 - 短时放弃)',
    'answered within T s ÷ (offered + transferred in + overflowed in + returned - waiting still - abandoned at once)',
  ],
  [
    'service_level_3',
    'percent',
    '服务水平 3: 占接听',
    'Service level 3: of the answered',
    'T 秒内接听 ÷ 接听',
    'answered within T s ÷ answered',
  ],
  [
    'service_level_4',
    'percent',
    '服务水平 4: 放弃也算',
    'Service level 4: answered or gone in time',
    '(T 秒内接听 + T 秒内放弃) ÷ (呼入排队 + 转入 + 溢入 + 回到队列 - 仍在等待)',
    '(answered within T s + abandoned within T s) ÷ (offered + transferred in + overflowed in + returned - waiting still)',
  ],
  [
    'service_level_5',
    'percent',
    '服务水平 5: 不计时限内放弃',
    'Service level 5: without those gone in time',
    'T 秒内接听 ÷ (呼入排队 + 转入 + 溢入 + 回到队列 - 仍在等待 - T 秒内放弃)',
    'answered within T s ÷ (offered + transferred in + overflowed in + returned - waiting still - abandoned within T s)',
  ],
  [
    'request_level',
    'percent',
    '人工接通率',
    'Reached a person in time',
    'T 秒内接通人工 ÷ 要求人工',
    'reached a person within T s ÷ asked for a person',
  ],
  [
    'average_speed_of_answer_s',
    'seconds',
    '平均应答时长',
    'Average speed of answer',
    '接听前等待时长 ÷ 接听',
    'waiting of the answered ÷ answered',
  ],
  ['longest_wait_s', 'seconds', '最长等待', 'Longest wait', '最长等待', 'longest wait'],
  [
    'average_handle_time_s',
    'seconds',
    '平均处理时长',
    'Average handle time',
    '(通话时长 + 保持时长 + 话后时长) ÷ 处理完毕',
    '(talk + hold + wrap-up) ÷ handled',
  ],
  ['handled', 'count', '处理量', 'Handled', '处理完毕', 'handled'],
  ['agent_answered', 'count', '坐席接听', 'Answered by agents', '接听', 'answered'],
  ['missed', 'count', '未接振铃', 'Not answered', '未接振铃', 'not answered'],
  ['reached', 'count', '外呼接通', 'Reached', '外呼接通', 'reached'],
  ['talk_s', 'duration', '通话时长', 'Talk', '通话时长', 'talk'],
  ['signed_in_s', 'duration', '签入时长', 'Signed in', '签入时长', 'signed in'],
  ['not_ready_s', 'duration', '示忙时长', 'Not ready', '示忙时长', 'not ready'],
  [
    'occupancy',
    'percent',
    '工时利用率',
    'Occupancy',
    '(通话状态时长 + 话后状态时长 + 振铃状态时长) ÷ (签入时长 - 示忙时长)',
    '(busy + working after call + reserved) ÷ (signed in - not ready)',
  ],
].map(([code, unit, zh, en, formulaZh, formulaEn]) => ({
  code,
  unit,
  name: text(zh, en),
  formula: text(formulaZh, formulaEn),
  remark: null,
  authority: 'COPC CX Standard, release 7.0',
  dimensions: [],
}));
const values = {
  contacts: 1204,
  offered: 1187,
  answered: 1066,
  abandoned: 121,
  abandonment_rate: 10.2,
  service_level_1: 76.8,
  service_level_2: 78.9,
  service_level_3: 86.7,
  service_level_4: 81.3,
  service_level_5: 79.4,
  request_level: 83.2,
  average_speed_of_answer_s: 14.6,
  longest_wait_s: 241,
  average_handle_time_s: 187.4,
  handled: 1048,
  agent_answered: 1066,
  missed: 9,
  reached: 57,
  talk_s: 163_412,
  signed_in_s: 241_530,
  not_ready_s: 22_015,
  occupancy: 81.7,
};
const names = {
  queue: [
    '宽带报修|Broadband faults',
    '电视报修|TV faults',
    '业务咨询|Sales',
    '投诉受理|Complaints',
    '政企专席|Business',
  ],
  network: ['常州|Changzhou', '无锡|Wuxi', '苏州|Suzhou'],
  group: ['热线一组|Hotline 1', '热线二组|Hotline 2'],
  agent: [
    '李娜 8001|Li Na 8001',
    '王强 8002|Wang Qiang 8002',
    '赵敏 8003|Zhao Min 8003',
    '孙丽 8004|Sun Li 8004',
  ],
};
const at = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

function table(query, isEmpty) {
  const by = query.get('by');
  const codes = query.getAll('measures');
  const parts =
    by === 'half_hour' ? [0.02, 0.04, 0.09, 0.2, 0.26, 0.24, 0.3, 0.21] : [0.4, 0.25, 0.17, 0.11, 0.07];
  const share = (place) => codes.map((code) => scaled(code, parts[place % parts.length]));
  const slot = 1_800_000;
  const last = Math.floor(Date.now() / slot) * slot;
  const halfHours = Array.from({ length: 18 }, (_, n) => [new Date(last - (17 - n) * slot).toISOString()]);
  const known = by === 'half_hour' ? halfHours : (names[by] ?? []).map((_, n) => [uuid(9800 + n)]);
  return {
    from: '2026-11-23',
    to: '2026-11-24',
    within_s: 15,
    by: by ? [by] : [],
    measures: codes,
    rows: isEmpty || !by ? [] : known.map((key, place) => ({ key, values: share(place) })),
    total: isEmpty ? codes.map(() => null) : codes.map((code) => values[code] ?? null),
    names: Object.fromEntries((names[by] ?? []).map((name, n) => [uuid(9800 + n), text(...name.split('|'))])),
    known_until: new Date().toISOString(),
    is_cut: false,
  };
}

const scaled = (code, share) => {
  const { unit } = measures.find((each) => each.code === code) ?? {};
  const value = values[code] ?? 0;
  if (unit === 'percent') return Math.min(99.4, value * (0.94 + share / 3));
  return unit === 'seconds' ? value * (1.3 - share) : Math.round(value * share);
};

const lost = (n, number, why, times, waited) => ({
  call_id: uuid(9900 + n),
  at: at(12 + n * 17),
  number,
  why,
  times,
  queue: text('宽带报修', 'Broadband faults'),
  customer_id: null,
  waited_ms: waited,
});
const attention = (isEmpty) => ({
  as_of: new Date().toISOString(),
  lost: {
    count: isEmpty ? 0 : 4,
    calls: isEmpty
      ? []
      : [
          lost(1, '+8613861002246', 'abandoned', 3, 84_000),
          lost(2, '+8651988120034', 'timed_out', 1, 300_000),
          lost(3, '+8613706125518', 'refused', 1, 2_000),
          lost(4, '+8618915001177', 'abandoned', 1, 41_000),
        ],
  },
  callbacks: { count: isEmpty ? 0 : 1, calls: isEmpty ? [] : [lost(0, '+8613912347788', 'open', 1, null)] },
  orders_late: isEmpty ? 0 : 6,
  tickets_late: isEmpty ? 0 : 2,
});

const custom = text('行业惯例', 'Industry practice');
const standard = text(
  '信息产业部令第 36 号《电信服务规范》 (2005)',
  'Ministry of Information Industry, Order 36: Standards of Telecommunication Services (2005)',
);
const target = (measure, within_s, goal, is_ceiling, source, since = '2026-03-01') => ({
  measure,
  within_s,
  goal,
  since,
  source,
  is_ceiling,
  is_template: typeof source !== 'string',
});
const level = target('service_level_2', 15, 85, false, '省公司客服〔2026〕12 号');
const topic = (code, codes, holds, history = []) => ({ topic: code, measures: codes, holds, history });
const targets = [
  topic(
    'service_level',
    [1, 2, 3, 4, 5].map((n) => `service_level_${n}`),
    level,
    [level, target('service_level_3', 20, 80, false, '试运行约定', '2025-09-01')],
  ),
  topic('request_level', ['request_level'], target('request_level', 15, 85, false, standard, '2005-04-20')),
  topic('answer_speed', ['average_speed_of_answer_s'], null),
  topic('abandonment', ['abandonment_rate'], target('abandonment_rate', null, 5, true, custom, '2005-04-20')),
  topic('handle_time', ['average_handle_time_s'], null),
  topic('occupancy', ['occupancy'], target('occupancy', null, 85, true, custom, '2005-04-20')),
];

export function answerFigures(method, path, query, isEmpty) {
  if (method !== 'GET') return undefined;
  if (path === '/api/figures/measures') return measures;
  if (path === '/api/figures/thresholds') return [5, 8, 10, 15, 20, 30, 60];
  if (path === '/api/figures/targets') return targets;
  if (path === '/api/figures/table') return table(query, isEmpty);
  return path === '/api/attention' ? attention(isEmpty) : undefined;
}

export function figureShots(click) {
  const permissions = [
    'figures.view',
    'workorder.view',
    'ticket.view',
    'call.outbound',
    'desk.use',
    'admin.service',
  ];
  const shot = (name, more) => [name, { scenario: 'idle', permissions, path: '/figures', ...more }];
  const goals = { path: '/figures?room=targets' };
  return [
    shot('today', {}),
    shot('today-agents', { act: (page) => page.getByText(/^(坐席|Agent)$/).click() }),
    shot('today-empty', { isEmpty: true }),
    shot('today-error', {
      problem: ['GET /api/attention', { status: 503, code: 'database-unavailable' }],
      act: (page) => page.getByRole('alert').waitFor(),
    }),
    shot('targets', goals),
    shot('targets-read', { ...goals, permissions: ['figures.view'] }),
    shot('target-level', {
      ...goals,
      act: async (page) => {
        await click('set-service_level')(page);
        await page.getByTestId('variant-service_level_3').waitFor();
      },
    }),
  ];
}
