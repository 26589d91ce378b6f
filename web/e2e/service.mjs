// What the picture server says of how service is set up, of the figures of work orders and of every kind of task.

const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const text = (zh, en) => ({ 'zh-CN': zh, en });
const iso = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();

const plain = {
  parent_code: null,
  form_code: null,
  department_code: null,
  severity: 'ordinary',
  work_order_type: null,
  limit_h: 48,
  first_answer_h: null,
  calendar_id: null,
  is_active: true,
  version: 2,
};
const tree = [
  ['tv', '电视', 'Television', null, {}],
  ['tv-no-signal', '无信号', 'No signal', 'tv', { severity: 'urgent', limit_h: 24 }],
  ['tv-mosaic', '马赛克、花屏', 'Broken picture', 'tv', {}],
  ['tv-card', '智能卡无授权', 'Smart card not entitled', 'tv', { work_order_type: null, limit_h: 8 }],
  ['net', '宽带', 'Internet', null, {}],
  ['net-down', '无法上网', 'No internet', 'net', { severity: 'urgent', limit_h: 24, first_answer_h: 2 }],
  ['net-slow', '网速慢', 'Slow', 'net', {}],
  ['net-often', '频繁掉线', 'Drops again and again', 'net', { is_active: false }],
  ['line', '线路、箱体', 'Lines and cabinets', null, {}],
  ['line-cut', '线缆断落', 'Cable down', 'line', { severity: 'urgent', limit_h: 4, first_answer_h: 1 }],
  ['line-box', '箱体损坏', 'Broken cabinet', 'line', {}],
];
const categories = [
  ...tree.map(([code, zh, en, parent_code, more], position) => ({
    ...plain,
    code,
    kind: 'report',
    name: text(zh, en),
    position,
    ...(parent_code ? { parent_code, work_order_type: 'repair', form_code: 'repair-report' } : {}),
    ...more,
  })),
  ...[
    ['fees', '收费争议', 'Disputed charges', 'care'],
    ['manner', '服务态度', 'Manners', 'care'],
    ['quality', '网络质量', 'Network quality', 'network'],
  ].map(([code, zh, en, department_code], position) => ({
    ...plain,
    code,
    kind: 'complaint',
    name: text(zh, en),
    department_code,
    limit_h: 72,
    first_answer_h: 4,
    calendar_id: uuid(9301),
    position,
  })),
  { ...plain, code: 'plan', kind: 'enquiry', name: text('套餐查询', 'Plans'), position: 0 },
];
const people = ['李娜', '王芳', '周敏', '赵国强', '陈主任', '孙总'].map((name, n) => ({
  person_id: uuid(9400 + n),
  name,
  login: `staff${n}`,
}));
const rung = (after_h, to, more = {}) => ({ after_h, to, person_id: null, permission: '', ...more });
const member = (n, level) => ({ person_id: people[n].person_id, name: people[n].name, level });
const departments = [
  {
    department_id: uuid(9200),
    code: 'care',
    name: text('客户关怀部', 'Customer care'),
    local_network_id: null,
    ladder: [
      rung(0, 'lead'),
      rung(24, 'person', { person_id: people[5].person_id }),
      rung(48, 'permission', { permission: 'board.view' }),
    ],
    members: [member(0, 0), member(1, 0), member(4, 1)],
    is_active: true,
    version: 3,
  },
  {
    department_id: uuid(9201),
    code: 'network',
    name: text('网络运维中心', 'Network operations'),
    local_network_id: null,
    ladder: [rung(0, 'lead')],
    members: [member(2, 0), member(3, 1)],
    is_active: true,
    version: 1,
  },
  {
    department_id: uuid(9202),
    code: 'network',
    name: text('常州运维班', 'Changzhou operations'),
    local_network_id: uuid(31),
    ladder: [],
    members: [],
    is_active: true,
    version: 1,
  },
];
const regulators = [
  ['12300', '工信部申诉 12300', 'Ministry appeals 12300', 120],
  ['12345', '政务热线 12345', 'City line 12345', 72],
  ['press', '新闻媒体', 'The press', null],
].map(([code, zh, en, limit_h], position) => ({
  code,
  name: text(zh, en),
  limit_h,
  position,
  is_active: true,
  version: 1,
}));

const figures = (opened, closed, first, late, repeat, hours) => ({
  opened,
  closed,
  first_time_fixed_pct: first,
  on_time_pct: late,
  repeat_rate_pct: repeat,
  average_hours: hours,
});
const row = (n, zh, en, ...more) => ({ id: n && uuid(n), text: zh && text(zh, en), ...figures(...more) });
const report = (by) => ({
  rows:
    by === 'area'
      ? [
          row(5001, '红梅街道', 'Hongmei', 96, 92, 84.8, 93.5, 6.5, 11.2),
          row(5002, '兰陵街道', 'Lanling', 71, 70, 77.1, 88.6, 12.9, 17.5),
          row(null, null, null, 3, 0, null, null, null, null),
        ]
      : [
          row(5200, '天宁维修班', 'Tianning crew', 214, 208, 86.5, 95.2, 5.8, 9.6),
          row(5201, '钟楼维修班', 'Zhonglou crew', 187, 180, 79.4, 88.3, 11.7, 15.3),
          row(5202, '武进维修班', 'Wujin crew', 243, 226, 71.2, 76.1, 18.1, 26.4),
          row(5203, '新北维修班', 'Xinbei crew', 98, 97, 90.7, 97.9, 3.1, 7.9),
          row(null, null, null, 12, 0, null, null, null, null),
        ],
  total: figures(754, 711, 80.2, 87.9, 10.7, 16.2),
});

const task = (kind, n, no, title, subject, due, expected, is_alarm = false) => ({
  kind,
  id: uuid(n),
  no,
  title,
  subject,
  state: '',
  due_at: due === null ? null : iso(due),
  is_overdue: due !== null && due < 0,
  expected,
  is_alarm,
});
const tasks = () => {
  const all = [
    task(
      'work_order',
      6000,
      '261121-0417733',
      text('维修', 'Repair'),
      '常州市天宁区翠竹新村12号',
      -130,
      'escalated',
      true,
    ),
    task(
      'ticket',
      8001,
      'C261122-1251',
      text('收费争议', 'Disputed charges'),
      '吴婷',
      -20,
      'call_back',
      true,
    ),
    task('survey', 7001, '261120-0301877', text('维修回访', 'Repair callbacks'), '周晓明', -5, 'call_again'),
    task('ticket', 8004, 'R261122-1302', text('宽带无法上网', 'No internet'), '陈建国', 95, 'see_to_the_end'),
    task('survey', 7002, '', text('营业厅回访', 'Hall callbacks'), '𠮷田', 240, 'call_again'),
    task('survey', 7003, '261121-0400112', text('维修回访', 'Repair callbacks'), '孙丽', null, 'ask'),
  ];
  return { tasks: all, counts: { all: all.length, overdue: 3, alarms: 2 } };
};

/** Answer what these screens ask; undefined when it is about something else. */
export function answerService(path, query, isEmpty) {
  const some = (list) => (isEmpty ? [] : list);
  switch (path) {
    case '/api/ticket-settings':
      return {
        categories: some(categories),
        departments: some(departments),
        regulators: some(regulators),
        lifecycles: [],
      };
    case '/api/ticket-settings/people':
      return people;
    case '/api/calendars/names':
      return [{ calendar_id: uuid(9301), name: text('工作时间', 'Office hours') }];
    case '/api/forms':
      return [
        { code: 'repair-report', purpose: 'ticket', name: text('报修单', 'Fault report'), live_version: 2 },
      ];
    case '/api/figures/work-orders': {
      const found = report(query.get('by'));
      return { ...found, rows: some(found.rows) };
    }
    case '/api/tasks':
      return isEmpty ? { tasks: [], counts: { all: 0, overdue: 0, alarms: 0 } } : tasks();
  }
  return undefined;
}
