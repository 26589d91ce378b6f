// Scorecards for looking at: what the picture server says of them, and the pictures.

const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const text = (zh, en) => ({ 'zh-CN': zh, en });
const ago = (days) => new Date(Date.now() - days * 86_400_000).toISOString();

const measures = [
  [
    'handled_per_hour',
    '每小时处理量',
    'Handled per hour',
    'per_hour',
    '处理完毕 ÷ 签入时长',
    'handled ÷ signed in',
  ],
  [
    'average_handle_time_s',
    '平均处理时长',
    'Average handle time',
    'seconds',
    '(通话时长 + 保持时长 + 话后时长) ÷ 处理完毕',
    '(talk + hold + wrap-up) ÷ handled',
  ],
  ['missed', '未接振铃', 'Not answered', 'count', '未接振铃', 'not answered'],
  [
    'occupancy',
    '工时利用率',
    'Occupancy',
    'percent',
    '(通话状态时长 + 话后状态时长 + 振铃状态时长) ÷ (签入时长 - 示忙时长)',
    '(busy + working after call + reserved) ÷ (signed in - not ready)',
  ],
].map(([code, zh, en, unit, formulaZh, formulaEn]) => ({
  code,
  name: text(zh, en),
  unit,
  formula: text(formulaZh, formulaEn),
}));
const lines = [
  [40, 12, 4],
  [20, 240, 480],
  [20, 0, 10],
  [20, 75, 40],
].map(([weight, target, zero_at], n) => ({ measure: measures[n].code, weight, target, zero_at }));
const templates = [
  ['坐席月度考核', 'Agents by month', 'agent', true],
  ['班组月度考核', 'Teams by month', 'group', true],
  ['新人试用期考核', 'New agents', 'agent', false],
].map(([zh, en, subject, is_active], n) => ({
  template_id: uuid(9900 + n),
  name: text(zh, en),
  subject,
  lines,
  is_active,
  version: 2,
}));
const month = (n, day, published, more = {}) => ({
  month_id: uuid(9910 + n),
  template_id: templates[more.template ?? 0].template_id,
  name: templates[more.template ?? 0].name,
  subject: templates[more.template ?? 0].subject,
  month: day,
  measures: lines.map((line, at) => ({ ...line, ...measures[at], has_calls: at < 3 })),
  computed_at: ago(published ?? 0),
  known_until: ago(published ?? 0),
  is_stale: more.isStale ?? false,
  published_at: published === null ? null : ago(published),
  published_by: published === null ? null : '孙建平',
  appeals_until: published === null ? null : ago(published - 10),
});
const months = [
  month(0, '2026-10-01', null),
  month(1, '2026-10-01', 2, { template: 1 }),
  month(2, '2026-09-01', 3),
  month(3, '2026-08-01', 53),
];
const points = ({ target, zero_at }, value) =>
  value === null
    ? null
    : Math.round(Math.min(Math.max((value - zero_at) / (target - zero_at), 0), 1) * 1000) / 10;
const card = (n, name, number, group, values, appeal = null) => {
  const scored = lines.map((line, at) => ({
    measure: line.measure,
    value: values[at],
    points: points(line, values[at]),
  }));
  const counted = lines.filter((_, at) => values[at] !== null);
  const weight = counted.reduce((sum, line) => sum + line.weight, 0);
  const sum = lines.reduce((all, line, at) => all + line.weight * (scored[at].points ?? 0), 0);
  return {
    card_id: uuid(9920 + n),
    agent_id: number ? uuid(9940 + n) : null,
    group_id: uuid(9640),
    name,
    number,
    group,
    scored,
    held: scored.map((each, at) => {
      const value = appeal?.corrections?.[each.measure];
      return value === undefined ? each : { ...each, value, points: points(lines[at], value) };
    }),
    points: weight < 50 ? null : Math.round((sum / weight) * 10) / 10,
    weight,
    appeal,
  };
};
const made = {
  text: '9 月 12 日话机故障，三次未接振铃不是我的原因，已报修（受理单 T260912-018）。',
  made_at: ago(1),
  state: 'open',
  answer: '',
  answered_by: null,
  answered_at: null,
  corrections: null,
  points: null,
  weight: null,
};
const answered = {
  ...made,
  state: 'accepted',
  answer: '已核实报修记录，三次未接不计。',
  answered_by: '陈立华',
  answered_at: ago(0.2),
  corrections: { missed: 2 },
  points: 80.3,
  weight: 100,
};
const cards = () =>
  [
    card(0, '王芳', '2001', '一班', [11.4, 262.3, 1, 71.2]),
    card(1, '李娜', '1032', '一班', [10.2, 288.1, 5, 68.4], made),
    card(2, '张伟', '2003', '二班', [9.1, 301.7, 2, 66.0]),
    card(3, '赵敏', '2007', '苏南组', [8.2, null, 3, 59.8]),
    card(4, '徐强', '2010', '苏北组', [6.9, 402.5, 7, 52.3], {
      ...made,
      state: 'rejected',
      answer: '与全员同一口径。',
    }),
    card(5, '马超', '2012', '苏北组', [null, null, null, null]),
  ].sort((one, other) => (other.points ?? -1) - (one.points ?? -1));

export function answerAppraisal(path, state) {
  if (!path.startsWith('/api/appraisal')) return undefined;
  const { isEmpty, isAnswered } = state;
  if (path.endsWith('/measures')) return measures;
  if (path.endsWith('/templates')) return isEmpty ? [] : templates;
  if (path.endsWith('/months')) return isEmpty ? [] : months;
  if (path.endsWith('/calls'))
    return {
      calls: [1, 2, 3, 4].map((n) => ({
        call_id: uuid(9960 + n),
        at: ago(60 + n),
        outcome: 'abandoned',
        direction: 'inbound',
        number: `138****22${40 + n}`,
      })),
      is_cut: true,
    };
  if (path.endsWith('/cards/appealed'))
    return isEmpty
      ? []
      : cards()
          .filter((each) => each.appeal)
          .map((each) => ({ month: months[2], card: each }));
  if (path.endsWith('/cards/mine')) {
    if (isEmpty) return [];
    const own = card(1, '李娜', '1032', '一班', [10.2, 288.1, 5, 68.4], isAnswered ? answered : null);
    return [
      { is_new: false, month: months[1], card: card(7, '一班', '', '总部客服中心', [9.8, 281.4, 12, 67.1]) },
      { is_new: true, month: months[2], card: own },
      { is_new: false, month: months[3], card: card(8, '李娜', '1032', '一班', [8.8, 301.2, null, 61.5]) },
    ];
  }
  const found = months.find(({ month_id }) => path.includes(month_id));
  const shown = found?.published_at ? cards() : cards().map((each) => ({ ...each, appeal: null }));
  return found ? { month: found, cards: shown } : {};
}

const leading = ['desk.use', 'board.view', 'appraisal.answer', 'appraisal.manage'];

export function appraisalShots(click) {
  const shot = (name, more) => [
    name,
    { scenario: 'idle', permissions: leading, path: '/appraisal', ...more },
  ];
  const room = (name) => ({ path: `/appraisal?room=${name}` });
  const second = async (page) => page.getByTestId('card-open').nth(1).click();
  return [
    shot('appraisal-mine', {
      permissions: ['desk.use'],
      act: async (page) => {
        await second(page);
        await click('calls-missed')(page);
        await page.getByTestId('calls-behind').waitFor();
      },
    }),
    shot('appraisal-mine-appeal', {
      permissions: ['desk.use'],
      act: async (page) => {
        await second(page);
        await click('appeal-begin')(page);
      },
    }),
    shot('appraisal-mine-answered', { permissions: ['desk.use'], isAnswered: true, act: second }),
    shot('appraisal-mine-empty', { permissions: ['desk.use'], isEmpty: true }),
    shot('appraisal-mine-error', {
      problem: ['GET /api/appraisal/cards/mine', { status: 503, code: 'database-unavailable' }],
      act: (page) => page.getByRole('alert').first().waitFor(),
    }),
    shot('appraisal-months', room('months')),
    shot('appraisal-months-published', {
      ...room('months'),
      permissions: ['desk.use', 'appraisal.answer'],
      act: async (page) => page.getByTestId('month-open').nth(2).click(),
    }),
    shot('appraisal-publish', {
      ...room('months'),
      problem: [
        'POST /api/appraisal/months/00000000-0000-7000-8000-000000009910/publication',
        { status: 409, code: 'appraisal-stale' },
      ],
      act: async (page) => {
        await click('publish')(page);
        await click('publish-sure')(page);
        await page.getByRole('alert').waitFor();
      },
    }),
    shot('appraisal-card', {
      ...room('months'),
      act: async (page) => {
        await page.getByTestId('month-open').nth(2).click();
        await second(page);
      },
    }),
    shot('appraisal-appeals', room('appeals')),
    shot('appraisal-appeals-empty', { ...room('appeals'), isEmpty: true }),
    shot('appraisal-answer', {
      ...room('appeals'),
      act: async (page) => {
        await page.getByTestId('card-open').first().click();
        await page.locator('#answer-text').fill('已核实报修记录，三次未接不计。');
        await page.getByRole('checkbox').nth(2).check();
        await page.getByRole('spinbutton').fill('2');
        await page.getByTestId('answer-accept').scrollIntoViewIfNeeded();
        await page.mouse.move(700, 10);
        await page.waitForTimeout(400);
      },
    }),
    shot('appraisal-templates', room('templates')),
    shot('appraisal-template', {
      ...room('templates'),
      act: async (page) => {
        await page.getByTestId('service-edit').first().click();
        await page.getByTestId('admin-save').waitFor();
      },
    }),
    shot('appraisal-forbidden', { permissions: ['board.view'] }),
  ];
}
