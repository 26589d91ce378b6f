// What the picture server says of a customer's history and of what is going on with him. Invented people.

const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const ago = (seconds) => Date.now() - seconds * 1000;
const text = (zh, en) => ({ 'zh-CN': zh, en });
const coded = (code, zh, en) => ({ code, text: text(zh, en) });
const HOUR = 3600;
const DAY = 24 * HOUR;

const line = (kind, n, seconds, title, more = {}) => ({
  kind,
  item_id: uuid(n),
  at_ms: ago(seconds),
  direction: null,
  title,
  no: '',
  subject: null,
  state: null,
  detail: '',
  agent_name: '',
  queue: null,
  duration_s: 0,
  result: null,
  recordings: [],
  call_id: null,
  can_open: true,
  ...more,
});
const call = (n, seconds, title, more = {}) =>
  line('call', 900 + n, seconds, title, {
    direction: 'inbound',
    agent_name: '张敏 1040',
    queue: text('故障报修 · 常州', 'Faults · Changzhou'),
    duration_s: 252,
    call_id: uuid(900 + n),
    ...more,
  });

const noSignal = text('宽带无法上网', 'No internet');
const report = text('报修', 'Fault report');
const order = text('工单', 'Work order');
const repair = text('维修', 'Repair');

/** The customer's history, newest first. */
export const history = () => [
  line('message', 921, 5 * HOUR, text('短信（发出）', 'SMS sent'), {
    direction: 'outbound',
    state: coded('delivered', '已送达', 'Delivered'),
    detail: '【江苏广电】您的报修已受理，工单 261122-0420713，维修员将在 24 小时内上门。',
  }),
  line('order', 911, 26 * HOUR, order, {
    no: '261121-0420713',
    subject: repair,
    state: coded('on_the_way', '在途', 'On the way'),
    agent_name: '李维修',
    detail: '光猫 LOS 灯红闪',
  }),
  line('ticket', 901, 26.1 * HOUR, report, {
    no: 'C2611210042',
    subject: noSignal,
    state: coded('in_progress', '处理中', 'In progress'),
    agent_name: '张敏',
    detail: '光猫 LOS 灯红闪，重启后仍无法上网',
    can_open: true,
  }),
  call(1, 26.2 * HOUR, text('来电', 'Call received'), {
    recordings: [{ recording_id: uuid(801), duration_s: 252 }],
    result: text('已派单', 'Order opened'),
    detail: '光猫 LOS 灯红闪，重启后恢复',
  }),
  line('survey', 931, 9 * DAY, text('回访', 'Survey call'), {
    direction: 'outbound',
    subject: text('维修回访', 'Repairs'),
    state: coded('success', '成功', 'Success'),
    agent_name: '王芳',
    result: text('不满意', 'Not satisfied'),
    call_id: uuid(977),
  }),
  line('message', 922, 10 * DAY, text('短信（收到）', 'SMS received'), {
    direction: 'inbound',
    detail: '已经恢复，谢谢',
  }),
  line('order', 912, 11 * DAY, order, {
    no: '261111-0418822',
    subject: repair,
    state: coded('completed', '已完成', 'Completed'),
    agent_name: '李维修',
    result: text('已修复', 'Fixed'),
  }),
  line('ticket', 902, 30 * DAY, text('投诉', 'Complaint'), {
    no: 'C2610230017',
    subject: text('服务态度', 'Attitude'),
    state: coded('closed', '已办结', 'Closed'),
    agent_name: '王芳',
    result: text('满意', 'Satisfied'),
    can_open: false,
  }),
  call(2, 34 * DAY, text('来电', 'Call received'), {
    queue: text('账务咨询', 'Billing'),
    agent_name: '王芳 1041',
    duration_s: 96,
    result: text('已解释', 'Explained'),
    recordings: [
      { recording_id: uuid(802), duration_s: 60 },
      { recording_id: uuid(803), duration_s: 36 },
    ],
  }),
  call(3, 60 * DAY, text('自助服务', 'Self-service call'), { agent_name: '', queue: null, duration_s: 0 }),
];

/** What is going on with him. */
export const situation = () => ({
  as_of_ms: Date.now(),
  work: [
    {
      kind: 'order',
      item_id: uuid(911),
      no: '261121-0420713',
      title: order,
      subject: repair,
      state: coded('on_the_way', '在途', 'On the way'),
      at_ms: ago(26 * HOUR),
      due_at_ms: ago(2 * HOUR),
      is_waiting: false,
      unit: text('天宁一班', 'Tianning 1'),
      appointment_at_ms: ago(-HOUR),
      can_open: false,
    },
    {
      kind: 'ticket',
      item_id: uuid(901),
      no: 'C2611210042',
      title: report,
      subject: noSignal,
      state: coded('in_progress', '处理中', 'In progress'),
      at_ms: ago(26.1 * HOUR),
      due_at_ms: ago(-3 * HOUR),
      is_waiting: false,
      unit: null,
      appointment_at_ms: null,
      can_open: true,
    },
    {
      kind: 'ticket',
      item_id: uuid(903),
      no: 'C2611200008',
      title: text('投诉', 'Complaint'),
      subject: text('资费', 'Charges'),
      state: coded('answered', '已答复', 'Answered'),
      at_ms: ago(2 * DAY),
      due_at_ms: ago(-DAY),
      is_waiting: true,
      unit: text('服务质量部', 'Service quality'),
      appointment_at_ms: null,
      can_open: true,
    },
  ],
  outages: [
    {
      outage_id: uuid(940),
      area: text('天宁区红梅街道', 'Hongmei, Tianning'),
      text: text('施工挖断光缆，正在抢修', 'Fibre cut by roadworks, being mended'),
      begins_at_ms: ago(3 * HOUR),
      expected_until_ms: ago(-4 * HOUR),
    },
  ],
  repeat: {
    days: 30,
    product: 'CZ00771204',
    faults: [
      {
        kind: 'ticket',
        item_id: uuid(901),
        no: 'C2611210042',
        order_no: '261121-0420713',
        title: report,
        subject: noSignal,
        at_ms: ago(26.1 * HOUR),
        state: coded('in_progress', '处理中', 'In progress'),
        result: null,
        can_open: true,
      },
      {
        kind: 'ticket',
        item_id: uuid(904),
        no: 'C2611110031',
        order_no: '261111-0418822',
        title: report,
        subject: noSignal,
        at_ms: ago(11 * DAY),
        state: coded('closed', '已办结', 'Closed'),
        result: text('更换光纤接头', 'Connector replaced'),
        can_open: true,
      },
    ],
  },
});

/** Answer what is asked about a customer's history; undefined: something else was asked. */
export function answerHistory(path, query, isEmpty) {
  if (path.endsWith('/situation'))
    return isEmpty ? { as_of_ms: Date.now(), work: [], outages: [], repeat: null } : situation();
  if (!path.endsWith('/timeline')) return undefined;
  const kinds = query.getAll('kind');
  const items = isEmpty ? [] : history().filter((item) => kinds.includes(item.kind));
  return { items, next_before: null };
}
