// What the fake server says of surveys and satisfaction.
const names = (zh, en) => ({ 'zh-CN': zh, en });
const at = (hours) => Date.UTC(2026, 2, 2, hours);
const groups = ['g1', 'g2'].map((id, place) => ({
  group_id: id,
  code: ['repairs', 'halls'][place],
  name: [names('维修回访', 'Repairs'), names('营业厅回访', 'Hall visits')][place],
  form_code: ['repair-survey', 'hall-survey'][place],
  calendar_id: 'c1',
  sources: [
    [
      { kind: 'work_order', codes: ['repair'], area_ids: [], local_network_ids: [] },
      { kind: 'complaint', codes: [], area_ids: [], local_network_ids: [] },
    ],
    [{ kind: 'file', codes: [], area_ids: [], local_network_ids: [] }],
  ][place],
  script: names(
    '您好，我是客服中心 {工号}，对您昨天的维修做个回访，占用您两分钟，可以吗？',
    'Good morning, this is the customer centre. May I ask you about yesterday’s repair? It takes two minutes.',
  ),
  is_active: true,
  attempts_max: 3,
  retry_after_min: [120],
  import_at: '08:30',
  days_back: 1,
  sample_pct: 100,
  quiet_days: 30,
  satisfied_pct: 60,
  version: 1,
  last_import_at_ms: place ? null : at(0.5),
  counts: { pending: 42 - 20 * place, dealt: 3, done: 118, given_up: 17 },
}));
const subject = {
  order_no: '260301-4471902',
  work_order_id: 'w1',
  type: names('维修', 'Repair'),
  area: names('天宁区', 'Tianning'),
  crew: names('天宁维修一班', 'Tianning crew 1'),
  person: '李强',
  address: '常州市天宁区翠竹新村12号3幢2单元501室',
  summary: '宽带无法上网，光猫 LOS 灯红',
  result: '更换皮线，光功率正常',
  closed_at: '2026-03-01T09:40:00Z',
};
const summary = (id, more = {}) => ({
  case_id: id,
  group_id: 'g1',
  service: 'repair',
  source_kind: 'work_order',
  state: 'pending',
  outcome: null,
  customer_id: '00000000-0000-7000-8000-000000000500',
  name: '周晓雯',
  number: '138 **** 2246',
  language: 'zh-CN',
  subject,
  attempts: 1,
  next_at_ms: at(2),
  created_at_ms: at(0.5),
  ended_at_ms: null,
  agent_name: '',
  is_satisfied: null,
  nps: null,
  ...more,
});
const held = (callId) => ({
  ...summary('s1', { state: 'dealt' }),
  version: 3,
  attempts_max: 3,
  script: groups[0].script,
  form_code: 'repair-survey',
  form_version: 2,
  answers: { overall: 'good' },
  points: 0,
  max_points: 0,
  call_id: callId,
  held_until_ms: at(3),
  history: [
    {
      number: 1,
      agent_name: '李娜',
      call_id: 'old',
      dialled_at_ms: at(1),
      ended_at_ms: at(1),
      outcome: 'no_answer',
    },
  ],
});
const choice = (code, zh, en, score) => ({ code, label: names(zh, en), score });
const form = {
  name: names('维修满意度', 'Repair satisfaction'),
  definition: {
    format: 1,
    sections: [
      {
        code: 'visit',
        title: names('上门服务', 'The visit'),
        items: [
          {
            code: 'overall',
            kind: 'single',
            is_required: true,
            label: names('您对这次维修满意吗？', 'How satisfied are you with this repair?'),
            options: [
              choice('good', '满意', 'Satisfied', 10),
              choice('fair', '一般', 'So-so', 6),
              choice('bad', '不满意', 'Not satisfied', 0),
            ],
          },
          {
            code: 'time',
            kind: 'scale',
            label: names('师傅到得准时吗？', 'Did the repairman come on time?'),
            min: 1,
            max: 5,
          },
        ],
      },
      {
        code: 'last',
        title: names('总体', 'Overall'),
        items: [
          {
            code: 'nps',
            kind: 'nps',
            label: names('您愿意把我们推荐给朋友吗？', 'Would you recommend us to a friend?'),
          },
          { code: 'note', kind: 'text', label: names('还有什么建议？', 'Anything else?') },
        ],
      },
    ],
  },
};
const file = {
  good: 128,
  bad: 3,
  bad_lines: [
    { line: 7, field: 'number', code: 'number-malformed' },
    { line: 19, field: 'date', code: 'date-in-future' },
    { line: 44, field: 'order_no', code: 'line-repeated' },
  ],
  columns: ['number', 'name', 'order_no', 'hall'],
  ignored: ['备注'],
  added: null,
  repeated: 0,
  quiet: 0,
};
const figures = (cases, response, satisfied, average, nps) => ({
  cases,
  reached: Math.round(cases * 0.8),
  answered: Math.round((cases * response) / 100),
  rated: Math.round((cases * response) / 100),
  satisfied: Math.round((cases * response * satisfied) / 10_000),
  contact_rate_pct: 80,
  response_rate_pct: response,
  satisfied_rate_pct: satisfied,
  average_score_pct: average,
  net_promoter_score: nps,
});
const report = (by, isEmpty) => ({
  by,
  rows: isEmpty
    ? []
    : by === 'service'
      ? [
          { key: 'hall', text: null, ...figures(212, 61.3, 94.6, 91.2, 48) },
          { key: 'hotline', text: null, ...figures(98, 55.1, 77.8, 74, 12) },
          { key: 'repair', text: null, ...figures(640, 68.9, 88.2, 85.5, 31) },
        ]
      : [
          { key: 'c1', text: names('天宁维修一班', 'Tianning crew 1'), ...figures(320, 70, 91, 88, 35) },
          { key: '', text: null, ...figures(4, 0, null, null, null) },
        ],
  total: figures(950, 65.8, 88.5, 85.6, 33),
});
const options = (...pairs) => pairs.map(([value, zh, en]) => ({ value, name: names(zh, en) }));
const choices = {
  questionnaires: options(
    ['repair-survey', '维修满意度', 'Repair satisfaction'],
    ['hall-survey', '营业厅满意度', 'Hall'],
  ),
  calendars: options(['c1', '回访时间', 'Calling hours']),
  work_order_types: options(['repair', '维修', 'Repair'], ['install', '安装', 'Installation']),
  complaint_categories: options(['billing', '费用投诉', 'Billing']),
  areas: options(['a1', '天宁区', 'Tianning'], ['a2', '钟楼区', 'Zhonglou']),
  local_networks: options(['n1', '常州', 'Changzhou']),
};

/** `survey`: "held" is a case on the screen, anything else one whose customer is called in that call. */
export function answerSurveys(method, path, query, { isEmpty, survey }) {
  if (path === '/api/surveys/pool')
    return {
      due: isEmpty ? 0 : 42,
      groups: groups.map(({ group_id, name }, place) => ({
        group_id,
        name,
        due: 30 - 18 * place,
        is_open: !isEmpty,
      })),
      next: isEmpty ? null : summary('s1'),
      more_at_ms: isEmpty ? at(25) : null,
    };
  if (path === '/api/surveys/cases/held') return survey ? held(survey === 'held' ? null : survey) : null;
  if (path === '/api/surveys/cases/take') return held(null);
  if (path.endsWith('/calls') && path.startsWith('/api/surveys/')) return { call_id: 'c1', case: held('c1') };
  if (path.endsWith('/answers') && method === 'PUT') return { ...held('c1'), version: 4 };
  if (path === '/api/surveys/groups' && method === 'GET') return isEmpty ? [] : groups;
  if (path === '/api/surveys/choices') return choices;
  if (path.includes('/files')) return file;
  if (path === '/api/surveys/cases' && method === 'GET')
    return {
      cases: isEmpty
        ? []
        : [
            summary('s1', { state: 'dealt', agent_name: '李娜' }),
            summary('s2', { name: "=cmd|' /C calc'!A0", number: '0519 **** 4567' }),
            summary('s3', { state: 'done', outcome: 'success', ended_at_ms: at(3), name: '𠮷田' }),
            summary('s4', {
              state: 'given_up',
              outcome: 'no_answer',
              attempts: 3,
              ended_at_ms: at(4),
              name: '',
            }),
          ],
      next_before: null,
    };
  if (path.startsWith('/api/forms/repair-survey/versions/')) return form;
  if (path === '/api/figures/satisfaction') return report(query.get('by'), isEmpty);
  const result = (id, more) => ({
    ...summary(id, more),
    outcome: 'success',
    ended_at_ms: at(3),
    points: 16,
    max_points: 20,
  });
  if (path === '/api/figures/satisfaction/results')
    return {
      results: [
        { ...result('r1', { name: '𠮷田' }), is_satisfied: true, nps: 9 },
        { ...result('r2'), is_satisfied: false, nps: 3 },
      ],
      next_before: null,
    };
  if (path.startsWith('/api/figures/satisfaction/results/'))
    return {
      ...result('r1', { name: '𠮷田' }),
      is_satisfied: true,
      nps: 9,
      form_code: 'repair-survey',
      form_version: 2,
      answers: { overall: 'good', time: 4, nps: 9, note: '师傅很耐心' },
    };
  return undefined;
}
