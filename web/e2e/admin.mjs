// What the picture server says of people, roles, groups, results and the audit.

const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const text = (zh, en) => ({ 'zh-CN': zh, en });
const ago = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();

const networks = [
  ['常州', 'Changzhou'],
  ['苏州', 'Suzhou'],
  ['无锡', 'Wuxi'],
  ['南通', 'Nantong'],
  ['徐州', 'Xuzhou'],
].map(([name_zh, name_en], n) => ({ id: uuid(9600 + n), name_zh, name_en, is_administered: true }));
const sites = [
  ['hq', '总部客服中心', null],
  ['suzhou', '苏州分中心', networks[1].id],
  ['xuzhou', '徐州分中心', networks[4].id],
].map(([code, name, local_network_id], n) => ({
  site_id: uuid(9620 + n),
  code,
  name,
  time_zone: 'Asia/Shanghai',
  local_network_id,
  version: 1,
}));
const groups = [
  ['一班', 0, 28],
  ['二班', 0, 26],
  ['投诉专席', 0, 6],
  ['苏南组', 1, 14],
  ['苏北组', 2, 9],
].map(([name, site, agents], n) => ({
  group_id: uuid(9640 + n),
  site_id: sites[site].site_id,
  name,
  version: 1,
  agents,
}));
const desk = [
  'desk.use',
  'call.outbound',
  'recording.record',
  'recording.play',
  'customer.view',
  'customer.edit',
];
const watching = [
  'board.view',
  'figures.view',
  'agent.force_state',
  'agent.message',
  'call.listen',
  'call.whisper',
  'call.barge',
  'call.take_over',
];
const running = ['admin.people', 'admin.routing', 'admin.ivr', 'admin.service', 'audit.view'];
const tickets = ['ticket.view', 'ticket.handle'];
const orders = ['workorder.view', 'workorder.dispatch', 'message.view'];
const surveys = ['survey.call', 'survey.manage', 'customer.pii.view'];
const roles = [
  ['agent', '坐席', [...desk, ...tickets, 'survey.call'], 74],
  ['supervisor', '班长', [...desk, ...tickets, ...watching, ...surveys], 9],
  ['dispatcher', '调度员', [...orders, 'figures.view'], 5],
  ['department', '部门处理人', [...tickets, 'customer.view', 'customer.pii.view'], 12],
  ['repairman', '维修员', ['field.use'], 46],
  [
    'administrator',
    '管理员',
    [...desk, ...tickets, ...watching, ...orders, ...surveys, ...running, 'field.use'],
    2,
  ],
].map(([code, name, permissions, holders], n) => ({
  role_id: uuid(9660 + n),
  code,
  name,
  permissions: [...permissions].sort(),
  version: 3,
  holders,
  is_grantable: code !== 'administrator',
}));
const permissions = [...new Set(roles.flatMap((role) => role.permissions))]
  .sort()
  .map((code) => ({ code, is_grantable: code !== 'audit.view' }));
const organisation = { sites, groups, roles, permissions, networks, is_everywhere: true };

const people = [
  ['lin.xiaoyan', '林晓燕', 0, null, '1001', 0],
  ['zhou.jianguo', '周建国', 0, null, '1002', 0],
  ['chen.lihua', '陈立华', 1, [1, 2], '1100', 3],
  ['wang.fang', '王芳', 0, null, '2001', 0],
  ['li.na', '李娜', 0, null, '2002', 1],
  ['zhang.wei', '张伟', 0, null, '2003', 1],
  ['zhao.min', '赵敏', 0, [1], '2007', 3],
  ['xu.qiang', '徐强', 0, [4], '2010', 4],
  ['he.diaodu', '何志远', 2, [0, 1, 2], null, null],
  ['sun.zong', '孙建平', 5, null, null, null],
  ['ma.chao', '马超', 0, [4], '2012', 4],
  ['liu.yang', '刘洋', 3, null, null, null],
].map(([login, name, role, where, number, group], n) => ({
  person_id: uuid(9700 + n),
  agent_id: number && uuid(9800 + n),
  login,
  name,
  mail: login === 'zhao.min' ? '' : `${login}@kefu.example`,
  is_active: login !== 'ma.chao',
  roles: [
    {
      role_id: roles[role].role_id,
      local_network_ids: where?.map((each) => networks[each].id) ?? null,
      agent_group_ids: null,
    },
  ],
  agent: number && {
    group_id: groups[group].group_id,
    number,
    device_kind: n % 3 ? 'web_phone' : 'sip_phone',
    recording_policy: 'by_queue',
  },
  version: 2,
  created_at: ago(90_000),
  last_seen_at: n % 4 === 3 ? null : ago(3 + 47 * n),
  is_manageable: role !== 5,
}));

const results = [
  ['fault', null, '故障报修', 'Faults'],
  ['fault-no-signal', 'fault', '电视无信号', 'No signal'],
  ['fault-no-net', 'fault', '宽带无法上网', 'No internet'],
  ['fault-slow', 'fault', '网速慢', 'Slow'],
  ['bill', null, '资费与账单', 'Bills'],
  ['bill-query', 'bill', '账单查询', 'Bill explained'],
  ['bill-dispute', 'bill', '收费争议', 'Disputed charge'],
  ['service', null, '业务办理', 'Orders'],
  ['service-new', 'service', '新装', 'New service'],
  ['service-move', 'service', '移机', 'Move'],
  ['wrong-number', null, '打错电话', 'Wrong number'],
].map(([code, parent_code, zh, en], position) => ({
  code,
  parent_code,
  queue_id: null,
  name: text(zh, en),
  position,
  is_active: code !== 'service-move',
  version: 1,
}));
const reasons = [
  ['break', '小休', 'Break'],
  ['meal', '用餐', 'Meal'],
  ['training', '培训', 'Training'],
  ['meeting', '班会', 'Meeting'],
  ['back-office', '处理工单', 'Back office'],
].map(([code, zh, en], position) => ({ code, name: text(zh, en), position, is_active: true, version: 1 }));

const said = [
  ['person-changed', 'person', 2, { fields: ['agent'], agent: { number: '1100' } }],
  ['password-reset', 'person', 3, { sessions_ended: 1 }],
  ['log-in', 'session', null, {}],
  ['queue-changed', 'queue', null, { priority: { before: 5, after: 7 } }],
  ['role-changed', 'role', null, { code: 'supervisor', added: ['call.listen'], removed: [] }],
  ['recording-played', 'recording', null, { call_id: uuid(500) }],
  ['log-in-refused', 'person', 4, {}],
  ['people-imported', 'tenant', null, { added: 14, bad: 2 }],
  ['agent-routing-changed', 'agent', 6, {}],
  ['work-order-setting-changed', 'work_order_type', null, { version: 3 }],
  ['call-choice-changed', 'result_code', null, { version: 2, is_active: false }],
  ['audit-verified', 'audit', null, { entries: 18_230, broken_at: null }],
];
const entries = Array.from({ length: 36 }, (_, n) => {
  const [action, subject_kind, subject, detail] = said[n % said.length];
  const actor = people[[9, 2, 0, 9, 9, 1, 4][n % 7]];
  return {
    seq: 18_240 - n,
    at: ago(4 + 13 * n),
    actor_id: actor.person_id,
    actor_login: actor.login,
    actor_name: actor.name,
    action,
    subject_kind,
    subject_id: subject === null ? uuid(9900 + n) : people[subject].person_id,
    subject_name: subject === null ? null : people[subject].name,
    detail,
    hash: `${(n * 7919 + 104_729).toString(16)}9f3c71aa4be05d2268`.padStart(64, 'b7e1'),
  };
});

const file = {
  good: 23,
  agents: 19,
  bad: 4,
  bad_lines: [
    { line: 6, field: 'login', code: 'taken' },
    { line: 11, field: 'roles', code: 'unknown' },
    { line: 17, field: 'number', code: 'repeated' },
    { line: 21, field: 'group', code: 'several' },
  ],
  ignored: ['入职日期', '备注'],
  added: null,
};

/** Answer what the administration asks; undefined when it is somebody else's. */
export function answerAdmin(method, path, state) {
  if (!state.isAdmin) return undefined;
  if (path.startsWith('/api/people/files')) return file;
  if (path.endsWith('/password')) return { password: 'k7mw-3xqe-9hrt' };
  if (path === '/api/people' && method === 'POST') return { ...people[3], password: 'k7mw-3xqe-9hrt' };
  if (path === '/api/people')
    return state.isEmpty ? { people: [], total: 0, next: null } : { people, total: 148, next: 'liu.yang' };
  if (path.startsWith('/api/people/')) return people.find(({ person_id }) => path.endsWith(person_id));
  if (path === '/api/organisation')
    return state.isEmpty ? { ...organisation, groups: [], sites: [], roles: [] } : organisation;
  if (path === '/api/not-ready-reasons') return state.isEmpty ? [] : reasons;
  if (path === '/api/result-codes') return state.isEmpty ? [] : results;
  if (path === '/api/queues') return [];
  if (path === '/api/audit/entries') return state.isEmpty ? [] : entries;
  if (path === '/api/audit/verification')
    return state.hasProblems
      ? { entries: 18_240, head: entries[0].hash, broken_at: 18_236, broken: entries[4] }
      : { entries: 18_240, head: entries[0].hash, broken_at: null, broken: null };
  return undefined;
}
