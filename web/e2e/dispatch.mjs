// What the picture server says of work orders: areas, crews, orders, settings. Invented people and places.

const text = (zh, en) => ({ 'zh-CN': zh, en });
const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const iso = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();

const districts = [
  ['天宁区', 'Tianning', '红梅 兰陵 茶山 雕庄 青龙', 'Hongmei Lanling Chashan Diaozhuang Qinglong'],
  ['钟楼区', 'Zhonglou', '五星 永红 北港 西林 南大街', 'Wuxing Yonghong Beigang Xilin Nandajie'],
  ['武进区', 'Wujin', '湖塘 牛塘 南夏墅 西湖 横林', 'Hutang Niutang Nanxiashu Xihu Henglin'],
  ['新北区', 'Xinbei', '三井 河海 龙虎塘 春江 薛家', 'Sanjing Hehai Longhutang Chunjiang Xuejia'],
];
const [WEST, SOUTH, STEP_X, STEP_Y] = [119.88, 31.68, 0.034, 0.03];
/** The corner of a grid that somebody has drawn by hand. */
const corner = (column, row) => [
  Number((WEST + column * STEP_X + Math.sin(column * 7 + row * 3) * 0.007).toFixed(4)),
  Number((SOUTH + row * STEP_Y + Math.cos(column * 3 + row * 5) * 0.006).toFixed(4)),
];
const cell = (column, row) => ({
  type: 'Polygon',
  coordinates: [
    [
      corner(column, row),
      corner(column + 1, row),
      corner(column + 1, row + 1),
      corner(column, row + 1),
      corner(column, row),
    ],
  ],
});

const areas = districts.flatMap(([zh, en, streets, names], district) => {
  const english = names.split(' ');
  const base = { local_network_id: uuid(31), address_fragments: [], version: 1 };
  return [
    {
      ...base,
      area_id: uuid(5000 + district * 10),
      code: en.toLowerCase(),
      text: text(zh, en),
      district_path: `常州/${zh}`,
      parent_id: null,
      crew_id: uuid(5200 + district),
      polygon: null,
    },
    ...streets.split(' ').map((street, at) => ({
      ...base,
      area_id: uuid(5001 + district * 10 + at),
      code: `${en}-${english[at]}`.toLowerCase(),
      text: text(`${street}街道`, english[at]),
      district_path: `常州/${zh}/${street}街道`,
      address_fragments: [`${street}新村`, `${street}路`],
      parent_id: uuid(5000 + district * 10),
      crew_id: district === 3 && at === 4 ? null : uuid(5200 + district),
      polygon: district === 3 && at === 4 ? null : cell(at, district),
    })),
  ];
});
const streets = areas.filter(({ parent_id }) => parent_id);

const names = '王建国 李志强 陈大伟 刘海波 赵永刚 孙国平 周立新 吴向东 郑小军 冯卫民 许志远 何家明'.split(
  ' ',
);
const crews = districts.map(([zh, en], at) => ({
  crew_id: uuid(5200 + at),
  code: en.toLowerCase(),
  text: text(`${zh.slice(0, 2)}维修班`, `${en} crew`),
  local_network_id: uuid(31),
  phone: at === 3 ? '' : `+8651988${at}01234`,
  lead_id: uuid(5300 + at * 3),
  is_active: true,
  version: 2,
  open_orders: 31 - at * 6,
  members: [0, 1, 2].map((n) => ({
    person_id: uuid(5300 + at * 3 + n),
    name: names[at * 3 + n],
    phone: at === 1 && n === 2 ? '' : `+8613${8 - n}0519${1000 + at * 111 + n}`,
    skills: n === 2 ? ['repair'] : ['repair', 'install'],
    is_active: !(at === 2 && n === 2),
    open_orders: 9 - n * 2 - at,
    position: {
      lon: WEST + 0.02 + n * 0.055 + at * 0.006,
      lat: SOUTH + 0.014 + at * STEP_Y,
      accuracy_m: 20,
      at: iso(-3 - n * 34 - at * 4),
    },
  })),
}));

const state = (code, zh, en, is_final = false) => ({ code, text: text(zh, en), is_final });
const before = ['assigned', 'accepted', 'on_the_way', 'on_site'];
const open = [...before, 'pending', 'returned', 'suspended'];
const lifecycle = {
  states: [
    state('pending', '待派单', 'To be dispatched'),
    state('assigned', '已派单', 'Assigned'),
    state('accepted', '已接单', 'Accepted'),
    state('on_the_way', '在途', 'On the way'),
    state('on_site', '已到场', 'On site'),
    state('suspended', '挂起', 'Suspended'),
    state('returned', '已退单', 'Returned'),
    state('completed', '已完成', 'Completed', true),
    state('cancelled', '已取消', 'Cancelled', true),
    state('merged', '已合并', 'Merged', true),
  ],
  transitions: [
    { action: 'assign', from_states: open, to: 'assigned' },
    { action: 'accept', from_states: ['assigned'], to: 'accepted' },
    { action: 'set_out', from_states: ['assigned', 'accepted'], to: 'on_the_way' },
    { action: 'arrive', from_states: ['assigned', 'accepted', 'on_the_way'], to: 'on_site' },
    { action: 'complete', from_states: before, to: 'completed' },
    { action: 'suspend', from_states: before.slice(1), to: 'suspended' },
    { action: 'resume', from_states: ['suspended'], to: 'accepted' },
    { action: 'return', from_states: [...before, 'suspended'], to: 'returned' },
    { action: 'hasten', from_states: open, to: null },
    { action: 'place', from_states: open, to: null },
    { action: 'book', from_states: open, to: null },
    { action: 'merge', from_states: open, to: 'merged' },
    { action: 'cancel', from_states: open, to: 'cancelled' },
    { action: 'reopen', from_states: ['completed', 'cancelled'], to: 'pending' },
  ],
};
const setting = (code, zh, en, position, more = {}) => ({
  code,
  text: text(zh, en),
  position,
  is_active: true,
  version: 1,
  ...more,
});
const settings = {
  types: [
    setting('repair', '故障维修', 'Repair', 1, { form_code: 'repair-done', lifecycle }),
    setting('install', '安装移机', 'Installation', 2, { form_code: '', lifecycle }),
  ],
  severities: [
    setting('urgent', '紧急', 'Urgent', 1, {
      within_min: 1440,
      accept_within_min: 30,
      calendar_id: null,
      ladder: [
        { after_min: 0, whom: 'crew_lead' },
        { after_min: 240, whom: 'dispatcher' },
        { after_min: 1440, whom: 'manager' },
      ],
    }),
    setting('ordinary', '普通', 'Ordinary', 2, {
      within_min: 2880,
      accept_within_min: 60,
      calendar_id: uuid(81),
      ladder: [{ after_min: 0, whom: 'crew_lead' }],
    }),
  ],
  results: [
    setting('fixed', '已修复', 'Fixed', 1, { is_fixed: true }),
    setting('replaced', '更换设备', 'Device replaced', 2, { is_fixed: true }),
    setting('customers_own', '用户自身设备问题', "The customer's own device", 3, { is_fixed: false }),
  ],
  causes: [
    setting('fibre', '光纤断', 'Fibre cut', 1, { is_fixed: false }),
    setting('onu', '光猫故障', 'ONU broken', 2, { is_fixed: false }),
  ],
  parts: [
    setting('onu-g', '千兆光猫', 'Gigabit ONU', 1, { is_fixed: false }),
    setting('patch', '光跳线', 'Patch cord', 2, { is_fixed: false, is_active: false }),
  ],
  default_lifecycle: lifecycle,
};

const faults = [
  '光猫 LOS 灯红闪，无法上网',
  '机顶盒无信号，提示错误 1305',
  '网速慢，晚上八点后看视频卡顿',
  '小区多户同时断网',
  '入户线被装修工人挖断',
  '遥控器失灵，要求上门',
];
const states = 'assigned accepted pending on_the_way assigned on_site suspended returned accepted'.split(' ');
const order = (n) => {
  const area = streets[(n * 7) % streets.length];
  const code = states[n % states.length];
  const isHeld = !['pending', 'returned'].includes(code);
  const crew = crews.find(({ crew_id }) => crew_id === area.crew_id) ?? crews[0];
  const member = crew.members[n % 3];
  const hasPerson = isHeld && code !== 'assigned';
  const due = [-2900, -340, -35, 22, 95, 210, 600, 1300, 2600][n % 9] + n * 3;
  const isBooked = n % 5 === 1;
  const hour = 8 + ((n * 2) % 10);
  const at = (hours) => {
    const day = new Date();
    day.setHours(hours, 0, 0, 0);
    return day.toISOString();
  };
  return {
    work_order_id: uuid(6000 + n),
    order_no: `261122-${String(1_000_000 + n * 73_191).slice(0, 7)}`,
    type_code: n % 6 === 5 ? 'install' : 'repair',
    severity_code: n % 3 ? 'ordinary' : 'urgent',
    state: code,
    is_final: false,
    version: 3,
    area_id: n === 11 ? null : area.area_id,
    area: n === 11 ? null : area.text,
    crew_id: isHeld ? crew.crew_id : null,
    crew: isHeld ? crew.text : null,
    person_id: hasPerson ? member.person_id : null,
    person: hasPerson ? member.name : null,
    customer_id: uuid(500),
    ticket_id: null,
    product: '光宽带 500M 融合套餐 CZ00771204',
    contact_name: '周晓雯',
    contact_phone: '+86138****2246',
    address:
      n === 11
        ? '老火车站对面平房'
        : `${area.text['zh-CN'].replace('街道', '新村')} ${3 + n} 幢乙单元 ${100 + n * 3}`,
    district_path: area.district_path,
    is_address_vague: n === 11,
    description: faults[n % faults.length],
    repeat_of: n % 8 === 2 ? uuid(6900) : null,
    repeat_count: n % 8 === 2 ? 1 + (n % 3) : 0,
    outage_id: area.area_id === streets[2].area_id ? uuid(5900) : null,
    opened_at: iso(due - 2880),
    due_at: iso(due),
    assigned_at: isHeld ? iso(due - 2000) : null,
    accepted_at: hasPerson ? iso(due - 1900) : null,
    set_out_at: ['on_the_way', 'on_site'].includes(code) ? iso(-50) : null,
    arrived_at: code === 'on_site' ? iso(-20) : null,
    suspended_at: code === 'suspended' ? iso(-600) : null,
    closed_at: null,
    hastened_at: null,
    hastened_count: n % 7 === 3 ? 2 : 0,
    overdue_level: due < -240 ? 2 : due < 0 ? 1 : 0,
    is_unaccepted: code === 'assigned' && n % 2 === 0,
    appointment_slot_id: isBooked ? uuid(5800) : null,
    appointment_on: null,
    appointment_from: isBooked ? at(hour) : null,
    appointment_to: isBooked ? at(hour + 2) : null,
    result_code: '',
    cause_code: '',
    is_fixed: null,
    parts: [],
    form_version: null,
    answers: {},
    has_signature: false,
    note: '',
    reason: code === 'returned' ? '客户不在家，电话无人接听' : '',
    merged_into: null,
    reopened_count: 0,
    bucket: null,
  };
};
const orders = () =>
  Array.from({ length: 84 }, (_, n) => order(n)).toSorted((a, b) => a.due_at.localeCompare(b.due_at));

const counts = (found) => {
  const due = ({ due_at }) => Date.parse(due_at) - Date.now();
  const of = (test) => found.filter(test).length;
  return {
    open: found.length,
    overdue: of((each) => !each.suspended_at && due(each) <= 0),
    soon: of((each) => !each.suspended_at && due(each) > 0 && due(each) <= 14_400_000),
    later: of((each) => !each.suspended_at && due(each) > 14_400_000),
    waiting: of((each) => each.suspended_at),
    no_area: of((each) => !each.area_id),
    unassigned: of((each) => !each.crew_id),
    unaccepted: of((each) => each.is_unaccepted),
    repeat: of((each) => each.repeat_of),
    appointment: of((each) => each.appointment_from),
    outage: of((each) => each.outage_id),
    conflicts: found.length > 0 ? 1 : 0,
  };
};

const conflict = (id) => ({
  conflict_id: uuid(6800),
  work_order_id: id,
  order_no: '',
  person_id: uuid(5301),
  person: '李志强',
  action: 'complete',
  code: 'work-order-changed',
  sent: { detail: { result_code: 'fixed', cause_code: 'fibre', note: '重新熔接，光功率 -18 dBm' } },
  client_at: iso(-95),
  at: iso(-12),
  base_version: 2,
  server_version: 3,
  server_state: 'returned',
});

const whole = (id) => {
  const found = orders().find(({ work_order_id }) => work_order_id === id) ?? order(0);
  const event = (n, minutes, action, from_state, to_state, more = {}) => ({
    event_id: uuid(6700 + n),
    at: iso(minutes),
    client_at: null,
    action,
    from_state,
    to_state,
    version: n,
    actor_name: '李娜',
    via: 'console',
    detail: {},
    ...more,
  });
  return {
    ...found,
    form_code: '',
    actions: lifecycle.transitions
      .filter(({ from_states }) => from_states.includes(found.state))
      .map(({ action }) => action),
    signature: '',
    events: [
      event(1, -2900, 'open', '', 'pending'),
      event(2, -2880, 'assign', 'pending', 'assigned', {
        detail: { crew_id: crews[0].crew_id, person_id: crews[0].members[1].person_id },
      }),
      event(3, -2700, 'accept', 'assigned', 'accepted', {
        actor_name: '李志强',
        via: 'field',
        client_at: iso(-2760),
      }),
      event(4, -1500, 'return', 'accepted', 'returned', {
        actor_name: '李志强',
        via: 'sms',
        detail: { reason: '客户不在家，电话无人接听' },
      }),
      event(5, -700, 'overdue', 'returned', 'returned', {
        actor_name: 'system',
        via: 'system',
        detail: { number: 1, whom: 'crew_lead' },
      }),
    ],
    photos: [1, 2].map((n) => ({
      photo_id: uuid(6600 + n),
      media_type: 'image/jpeg',
      size_bytes: 180_000,
      at: iso(-90),
    })),
    conflicts: id === uuid(6000) ? [conflict(id)] : [],
    related: found.repeat_of
      ? [
          {
            work_order_id: uuid(6900),
            order_no: '261101-5512048',
            state: 'completed',
            opened_at: iso(-30_000),
            kind: 'repeat',
          },
        ]
      : [],
  };
};

const message = {
  text: '【江苏广电】新工单261122-1000000:周晓雯,138****2246,红梅新村3幢乙单元100,光猫 LOS 灯红闪，无法上网。时限11-20 22:07。https://96296.example/field?order=261122-1000000',
  parts: ['', ''],
};

const suggestions = () =>
  crews.slice(0, 4).map((crew, at) => ({
    crew_id: crew.crew_id,
    crew: crew.text,
    person_id: at === 3 ? null : crew.members[at % 3].person_id,
    person: at === 3 ? '' : crew.members[at % 3].name,
    points: 54 - at * 31,
    reasons: [
      ...(at === 0 ? [{ code: 'area', points: 50, value: null }] : []),
      { code: 'skill', points: 20, value: 3 - (at % 2) },
      { code: 'load', points: -12 - at * 4, value: 3 + at * 1.2 },
      { code: 'distance', points: -4 - at * 5, value: 1.8 + at * 2.7 },
      ...(at === 3 ? [{ code: 'no-phone', points: -10, value: null }] : []),
    ],
  }));

const windows = () =>
  [1, 2, 3].flatMap((day) => {
    const on = new Date(Date.now() + day * 86_400_000);
    on.setMinutes(0, 0, 0);
    const at = (hour) => new Date(on.setHours(hour)).toISOString();
    return [8, 10, 14, 16].map((hour, n) => ({
      slot_id: uuid(5800 + n),
      on: new Date(on.setHours(12)).toISOString().slice(0, 10),
      from_at: at(hour),
      to_at: at(hour + 2),
      capacity: 4,
      left: (day * 3 + n) % 4,
    }));
  });

const slots = [
  {
    slot_id: uuid(5800),
    weekdays: [1, 2, 3, 4, 5, 6, 7],
    begins: '08:00',
    ends: '10:00',
    capacity: 4,
    is_active: true,
    version: 1,
  },
  {
    slot_id: uuid(5801),
    weekdays: [1, 2, 3, 4, 5],
    begins: '10:00',
    ends: '12:00',
    capacity: 4,
    is_active: true,
    version: 1,
  },
  {
    slot_id: uuid(5802),
    weekdays: [6, 7],
    begins: '14:00',
    ends: '17:30',
    capacity: 6,
    is_active: false,
    version: 3,
  },
];

/** Answer a request about work orders; undefined when it is about something else. */
export function answerDispatch(method, path, query, isEmpty = false) {
  if (method !== 'GET') return undefined;
  const some = (list) => (isEmpty ? [] : list);
  switch (path) {
    case '/api/areas':
      return some(areas);
    case '/api/crews':
      return some(crews);
    case '/api/crews/people':
      return names.map((name, n) => ({ person_id: uuid(5300 + n), name, login: `crew${n}` }));
    case '/api/local_networks':
      return [{ id: uuid(31), name_zh: '常州', name_en: 'Changzhou' }];
    case '/api/outages':
      return some([
        {
          outage_id: uuid(5900),
          area_id: streets[2].area_id,
          text: text('茶山光缆被挖断，正在抢修', 'A digger has cut the Chashan fibre; repair is under way'),
          begins_at: iso(-120),
          expected_until: iso(180),
          closed_at: null,
          version: 1,
        },
      ]);
    case '/api/work-order-settings':
      return settings;
    case '/api/work-orders/conflicts':
      return some([conflict(uuid(6000))]);
    case '/api/work-orders/by-area': {
      const found = some(orders());
      return [...new Set(found.map(({ area_id }) => area_id))].map((area_id) => {
        const there = found.filter((each) => each.area_id === area_id);
        return { area_id, open: there.length, overdue: counts(there).overdue };
      });
    }
    case '/api/work-orders': {
      const found = some(orders()).filter(
        (each) =>
          (!query.has('area_id') || query.getAll('area_id').includes(each.area_id)) &&
          (query.get('assigned') !== 'true' || each.crew_id),
      );
      return { items: found, counts: counts(some(orders())), next_cursor: null };
    }
  }
  if (path.endsWith('/windows')) return windows();
  if (path.endsWith('/slots')) return slots;
  if (path.endsWith('/suggestions')) return suggestions();
  if (path.endsWith('/message')) return message;
  if (path.endsWith('/same-address')) return path.includes(uuid(6000)) ? [order(1)] : [];
  if (/^\/api\/work-orders\/[\w-]+$/.test(path)) return whole(path.split('/').at(-1));
  return undefined;
}

/** The picture of a photo. */
export const photo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 3"><rect width="4" height="3" fill="#9fb2c8"/>
<path d="M0 3 1.4 1.2 2.3 2.3 3 1.6 4 3z" fill="#5b7390"/><circle cx="3.1" cy=".8" r=".35" fill="#f1d78a"/></svg>`;
