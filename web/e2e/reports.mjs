// What the picture server says of reports; and pictures.
const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const text = (zh, en) => ({ 'zh-CN': zh, en });
const ofQueues = [
  [
    'contacts',
    '进入队列',
    'Contacts',
    'count',
    '呼入排队 + 转入 + 溢入 + 回到队列',
    'offered + transferred in',
  ],
  ['answered', '接听', 'Answered', 'count', '接听', 'answered'],
  ['abandoned', '放弃', 'Abandoned', 'count', '放弃', 'abandoned'],
  ['answer_rate', '接通率', 'Answer rate', 'percent', '接听 ÷ 进入队列', 'answered ÷ contacts'],
  ['abandonment_rate', '放弃率', 'Abandonment rate', 'percent', '放弃 ÷ 进入队列', 'abandoned ÷ contacts'],
  [
    'service_level_2',
    '服务水平 2: 不计短时放弃',
    'Service level 2: without those who hung up at once',
    'percent',
    '15 秒内接听 ÷ (进入队列 - 短时放弃)',
    'answered within 15 s ÷ (contacts - abandoned at once)',
  ],
  [
    'average_speed_of_answer_s',
    '平均应答时长',
    'Average speed of answer',
    'seconds',
    '接听前等待时长 ÷ 接听',
    'waits before the answer ÷ answered',
  ],
  ['longest_wait_s', '最长等待', 'Longest wait', 'seconds', '最长等待', 'longest wait'],
];
const queues = [
  ['宽带报修', 'Broadband faults'],
  ['电视报修', 'TV faults'],
  ['业务咨询', 'Products'],
  ['投诉', 'Complaints'],
  ['常州话费查询', 'Changzhou billing'],
  ['政企专线', 'Business lines'],
];
const report = (code, zh, en, branch, by, chart, more = {}) => ({
  code,
  name: text(zh, en),
  branch,
  by,
  chart,
  measures: ofQueues.map(([measure]) => measure),
  span: 'week',
  role_ids: [],
  version: 0,
  is_built_in: true,
  has_promise: branch === 'queue' || branch === 'interval',
  is_favourite: false,
  ...more,
});
const own = { is_built_in: false, version: 2, is_favourite: true };
const reports = [
  report('queue', '队列汇总', 'Queues', 'queue', ['queue'], 'bars', { is_favourite: true }),
  report('queue-by-day', '队列日报', 'Queues by day', 'queue', ['day', 'queue'], 'line'),
  report('waiting', '等待时长分布', 'How long callers waited', 'queue', ['queue'], 'none'),
  report('half-hour', '半小时话务', 'By half hour', 'interval', ['half_hour'], 'line'),
  report('agent', '坐席绩效', 'Agents’ work', 'agent', ['agent'], 'bars'),
  report('network', '分公司汇总', 'Local networks', 'network', ['network'], 'bars'),
  report('direction', '呼入与呼出', 'In and out', 'direction', ['direction'], 'none'),
  report('group', '班组绩效', 'Groups', 'organisation', ['group'], 'bars'),
  report(uuid(8800), '早会看板', 'Morning meeting', 'queue', ['day', 'queue'], 'line', own),
];
const dimensions = [
  ['half_hour', '半小时', 'Half hour'],
  ['day', '日期', 'Day'],
  ['month', '月份', 'Month'],
  ['queue', '队列', 'Queue'],
  ['network', '分公司', 'Local network'],
  ['agent', '坐席', 'Agent'],
].map(([code, zh, en]) => ({ code, name: text(zh, en) }));
const choices = (names) => names.map(([zh, en], n) => ({ id: uuid(8700 + n), name: text(zh, en) }));
const networks = choices([
  ['常州', 'Changzhou'],
  ['苏州', 'Suzhou'],
]);
const catalogue = {
  reports,
  views: [{ view_id: uuid(8801), report: 'queue', name: '上周常州', asked: { span: 'week' } }],
  dimensions,
  roles: [{ role_id: uuid(8802), name: '班长' }],
  scopes: { queue: choices(queues), network: networks, agent: [], group: [], site: [] },
};
const days = Array.from({ length: 7 }, (_, n) => `2026-03-${String(n + 2).padStart(2, '0')}`);

function valuesOf(seed) {
  const offered = 180 + ((seed * 37) % 140) + (seed % 6) * 60;
  const lost = (seed * 7) % 23;
  const rate = (100 * (offered - lost)) / offered;
  const tenth = (value) => Math.round(value * 10) / 10;
  const waits = [6 + (seed % 5) * 2.4, 41 + ((seed * 13) % 190)].map(tenth);
  return [offered, offered - lost, lost, tenth(rate), tenth(100 - rate), tenth(rate - 4), ...waits];
}

function grid(code, query, isEmpty) {
  const isZh = query.get('language') === 'zh-CN';
  const found = reports.find((each) => each.code === code);
  if (!found) return undefined;
  const word = ([zh, en]) => (isZh ? zh : en);
  const isByDay = found.by[0] === 'day';
  const told = queues.map((name, n) => [uuid(8700 + n), word(name)]);
  const keys = isByDay
    ? days.flatMap((day) =>
        told.map(([id, name]) => [
          [`${day}T16:00:00+00:00`, id],
          [day, name],
        ]),
      )
    : told.map(([id, name]) => [[id], [name]]);
  const lines = keys.map(([key, labels], n) => ({ key, labels, values: valuesOf(n) }));
  return {
    code,
    title: found.name[isZh ? 'zh-CN' : 'en'],
    from: '2026-03-02',
    to: '2026-03-09',
    times: '',
    within_s: 15,
    by: found.by,
    heads: isByDay ? [word(['日期', 'Day']), word(['队列', 'Queue'])] : [word(['队列', 'Queue'])],
    columns: ofQueues.map(([measure, zh, en, unit, formulaZh, formulaEn]) => ({
      code: measure,
      name: word([zh, en]),
      unit,
      formula: word([formulaZh, formulaEn]),
      remark: '',
      before_days: 0,
    })),
    lines: isEmpty ? [] : lines,
    total: [9801, 9344, 457, 95.3, 4.7, 91.3, 10.6, 228],
    known_until: '2026-03-08T06:30:00Z',
    is_cut: code === uuid(8800),
  };
}

const audiences = [
  ['班长', 8, 2],
  ['分公司经理', 14, 0],
  ['系统管理员', 1, 0],
].map(([name, people, without_mail], n) => ({ role_id: uuid(8600 + n), name, people, without_mail }));
const outcome = (state, count, names = [], error = '') => ({ state, error, count, names });
const run = (n, at, outcomes, more = {}) => ({
  ...{ run_id: uuid(8500 + n), at, is_trial: false, error: '', outcomes },
  ...more,
});
const schedule = (n, report, span, cadence, more) => ({
  schedule_id: uuid(8400 + n),
  report,
  asked: {
    ...{
      span,
      by: [],
      within_s: null,
      queue: [],
      network: [],
      agent: [],
      group: [],
      site: [],
      direction: [],
    },
  },
  ...{ format: 'xlsx', language: 'zh-CN', cadence, weekday: 1, day: 31, at: '07:00' },
  ...{ role_id: audiences[0].role_id, is_active: true, version: 1, runs: [] },
  ...more,
});
const schedules = [
  schedule(0, 'queue', 'yesterday', 'daily', {
    next_at: '2026-03-08T23:00:00Z',
    runs: [
      run(0, '2026-03-07T23:00:00Z', [
        outcome('sent', 4, ['陈立华', '李娜', '刘洋', '王芳']),
        outcome('undelivered', 1, ['马超']),
        outcome('no_mail', 2, ['赵敏', '徐强']),
        outcome('failed', 1, ['孙丽'], 'forbidden'),
      ]),
      run(1, '2026-03-06T23:00:00Z', [outcome('sent', 6, ['陈立华'])]),
      run(2, '2026-03-06T02:12:00Z', [outcome('sent', 1, ['刘洋'])], { is_trial: true }),
      run(3, '2026-03-05T23:00:00Z', [], { error: 'mail-not-configured' }),
    ],
  }),
  schedule(1, 'network', 'last_week', 'weekly', {
    ...{ format: 'pdf', role_id: audiences[1].role_id, at: '08:30', next_at: '2026-03-09T00:30:00Z' },
    runs: [run(4, '2026-03-02T00:30:00Z', [outcome('sent', 14, ['陈立华'])])],
  }),
  schedule(2, uuid(8800), 'last_month', 'monthly', { is_active: false, next_at: null }),
];

const made = (n, state, more) => ({
  ...{ export_id: uuid(8300 + n), report: 'queue-by-day', name: '队列日报', format: 'xlsx' },
  asked: { from: '2025-12-09', to: '2026-03-09', language: 'zh-CN' },
  ...{ state, error: '', rows: null },
  created_at: `2026-03-08T0${6 - n}:12:00Z`,
  expires_at: `2026-03-11T0${6 - n}:12:00Z`,
  ...more,
});
const exports = [
  made(0, 'running', {}),
  made(1, 'waiting', { name: '坐席绩效', format: 'csv' }),
  made(2, 'done', { rows: 12_480 }),
  made(3, 'failed', { name: '半小时话务', format: 'pdf', error: 'report-too-long' }),
];
let countOfExports = 0;

/** What is waited for is done when it is asked of again. */
function answerExports(method, path, isEmpty) {
  if (method === 'POST' && path === '/api/reports/queue-by-day/exports') {
    countOfExports = 1;
    return made(9, 'waiting', { created_at: '2026-03-08T06:12:00Z' });
  }
  if (path !== '/api/report-exports' || method !== 'GET') return undefined;
  if (countOfExports > 0) return [made(9, 'done', { rows: 4320, created_at: '2026-03-08T06:12:00Z' })];
  return isEmpty ? [] : exports;
}

export function answerReports(method, path, query, isEmpty) {
  const told = answerExports(method, path, isEmpty);
  if (told) return told;
  if (path === '/api/report-schedules' && method === 'GET')
    return {
      schedules: isEmpty ? [] : schedules,
      audiences,
      has_mail: !isEmpty,
      time_zone: 'Asia/Shanghai',
    };
  if (method !== 'GET') return undefined;
  if (path === '/api/reports') return catalogue;
  if (path === '/api/figures/calls')
    return {
      calls: [0, 1, 2, 3, 4].map((n) => ({
        call_id: uuid(8900 + n),
        at: new Date(Date.UTC(2026, 2, 8, 2, 13 * n)).toISOString(),
        queue_id: uuid(8700),
        agent: n % 2 ? '李娜 1001' : null,
        is_recorded: n % 2 === 1,
        outcome: n % 2 ? 'answered' : 'abandoned',
        waited_ms: 12_300 + n * 7_100,
        number: '+86138****2246',
      })),
      is_cut: false,
    };
  if (path.endsWith('/nearest')) return { day: '2026-02-11' };
  const [, code] = /^\/api\/reports\/([^/]+)\/table$/.exec(path) ?? [];
  return code && grid(code, query, isEmpty);
}

export function reportShots(click) {
  const permissions = ['figures.view', 'board.view', 'admin.service'];
  const shot = (name, more) => [name, { scenario: 'idle', permissions, path: '/reports', ...more }];
  return [
    shot('reports', {}),
    shot('report-times', {
      path: '/reports?report=queue&span=today&after=09:07',
      act: click('report-times'),
    }),
    shot('reports-sorted', { path: '/reports?report=queue-by-day&sort=-abandoned' }),
    shot('reports-find', { act: (page) => page.getByTestId('report-find').fill('日') }),
    shot('reports-not-found', { act: (page) => page.getByTestId('report-find').fill('xyz') }),
    shot('reports-too-long', {
      problem: [
        'GET /api/reports/queue/file',
        { status: 409, code: 'report-too-long', facts: { rows_max: 5000 } },
      ],
      act: click('report-pdf'),
    }),
    shot('reports-by-day', { path: '/reports?report=queue-by-day' }),
    shot('reports-own', { path: `/reports?report=${uuid(8800)}&from=2026-03-02&to=2026-03-09` }),
    shot('reports-within', {
      act: async (page) => {
        await click('report-within')(page);
        await page.getByText(/^(Within 20 s|20 秒内应答)$/).waitFor();
      },
    }),
    shot('reports-read', { permissions: ['figures.view'] }),
    shot('reports-empty', { isEmpty: true }),
    shot('reports-lost', { path: '/reports?report=nothing' }),
    shot('reports-error', {
      problem: ['GET /api/reports/queue/table', { status: 503, code: 'database-unavailable' }],
      act: (page) => page.getByRole('alert').waitFor(),
    }),
    shot('reports-forbidden', { permissions: ['board.view'] }),
    shot('reports-behind', {
      act: async (page) => {
        await page.getByTestId('report-figure').nth(2).click();
        await page.getByText('138 **** 2246').first().waitFor();
      },
    }),
    shot('reports-views', { act: click('report-views') }),
    shot('report-schedules', {
      act: async (page) => {
        await click('report-schedules')(page);
        await click('schedule-runs')(page);
      },
    }),
    shot('report-schedules-more', {
      act: async (page) => {
        await click('report-schedules')(page);
        await click('schedule-more')(page);
      },
    }),
    shot('report-schedules-none', { isEmpty: true, act: click('report-schedules') }),
    shot('report-schedules-error', {
      problem: ['GET /api/report-schedules', { status: 503, code: 'database-unavailable' }],
      act: async (page) => {
        await click('report-schedules')(page);
        await page.getByRole('alert').waitFor();
      },
    }),
    shot('report-schedule-edit', {
      act: async (page) => {
        await click('report-schedules')(page);
        await click('schedule-add')(page);
        await page.getByTestId('schedule-save').waitFor();
      },
    }),
    shot('report-schedule-monthly', {
      act: async (page) => {
        await click('report-schedules')(page);
        await page.getByTestId('schedule-edit').nth(2).click();
        await page.getByTestId('schedule-save').waitFor();
      },
    }),
    shot('report-exports', { act: click('exports-open') }),
    shot('report-exports-none', { isEmpty: true, act: click('exports-open') }),
    shot('report-exports-error', {
      problem: ['GET /api/report-exports', { status: 503, code: 'database-unavailable' }],
      act: async (page) => {
        await click('exports-open')(page);
        await page.getByRole('alert').waitFor();
      },
    }),
    shot('report-export-menu', {
      path: `/reports?report=${uuid(8800)}`,
      act: async (page) => {
        await click('export-menu')(page);
        await page.getByTestId('export-pdf').waitFor();
      },
    }),
    shot('report-export-done', {
      path: '/reports?report=queue-by-day',
      act: async (page) => {
        await click('export-menu')(page);
        await click('export-xlsx')(page);
        await page
          .getByText(/My exports|我的导出/)
          .first()
          .waitFor();
        await page.locator('a[href="/board"]').click();
        await page.getByTestId('export-notice-fetch').waitFor();
      },
    }),
    shot('reports-compose', {
      act: async (page) => {
        await click('report-compose')(page);
        await page.getByTestId('report-save').waitFor();
      },
    }),
  ];
}
