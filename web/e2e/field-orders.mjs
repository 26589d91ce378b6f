// A stand-in for /api/field with a memory: what it is told it does, each key once. Invented people and places.
const text = (zh, en) => ({ 'zh-CN': zh, en });
const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const iso = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
const item = (code, kind, zh, en, more = {}) => ({ code, kind, label: text(zh, en), ...more });
const option = (code, zh, en) => ({ code, label: text(zh, en) });
const form = {
  sections: [
    {
      code: 'found',
      title: text('检查', 'Checks'),
      items: [
        item('result', 'single', '检查结果', 'Found', {
          is_required: true,
          options: [option('signal', '有光', 'Light'), option('none', '无光', 'No light')],
        }),
        item('power', 'number', '收光功率（dBm）', 'Optical power (dBm)', {
          min: -40,
          max: 0,
          show_if: [{ item: 'result', op: 'is', values: ['signal'] }],
        }),
        item('photos', 'photo', '现场照片', 'Photos', { is_required: true, min: 1, max: 5 }),
        item('signature', 'signature', '客户签名', "Customer's signature", { is_required: true }),
      ],
    },
  ],
};

const states = {
  assigned: text('已派单', 'Assigned'),
  accepted: text('已接单', 'Accepted'),
  on_the_way: text('在途', 'On the way'),
  on_site: text('已到场', 'On site'),
  suspended: text('挂起', 'Suspended'),
  returned: text('已退单', 'Returned'),
  completed: text('已完成', 'Completed'),
};
const actions = {
  assigned: ['accept', 'set_out', 'arrive', 'complete', 'return'],
  accepted: ['set_out', 'arrive', 'complete', 'suspend', 'return'],
  on_the_way: ['arrive', 'complete', 'suspend', 'return'],
  on_site: ['complete', 'suspend', 'return'],
  suspended: ['resume', 'return'],
  returned: [],
  completed: [],
};
const leadsTo = {
  accept: 'accepted',
  set_out: 'on_the_way',
  arrive: 'on_site',
  complete: 'completed',
  suspend: 'suspended',
  resume: 'accepted',
  return: 'returned',
};
const choice = (code, zh, en, is_fixed = false) => ({ code, text: text(zh, en), is_fixed });

const order = (n, state, due, more = {}) => ({
  work_order_id: uuid(7000 + n),
  order_no: `261122-042071${n}`,
  type_code: 'repair',
  severity_code: n % 2 ? 'urgent' : 'ordinary',
  state,
  is_final: state === 'completed',
  version: 2,
  area: text('红梅街道', 'Hongmei'),
  crew: text('天宁维修班', 'Tianning crew'),
  person_id: uuid(5301),
  person: '李志强',
  product: '光宽带 500M 融合套餐 CZ00771204',
  contact_name: '周晓雯',
  contact_phone: '+8613812342246',
  address: `常州市天宁区红梅街道红梅新村 ${40 + n} 幢乙单元 602`,
  district_path: '常州/天宁区/红梅街道',
  is_address_vague: false,
  description: '光猫 LOS 灯红闪，重启无效。上次 11-18 更换过电源适配器。',
  repeat_count: 0,
  outage_id: null,
  opened_at: iso(-600),
  due_at: iso(due),
  assigned_at: iso(-500),
  accepted_at: ['assigned'].includes(state) ? null : iso(-300),
  set_out_at: null,
  arrived_at: null,
  suspended_at: state === 'suspended' ? iso(-60) : null,
  closed_at: state === 'completed' ? iso(-90) : null,
  hastened_at: null,
  hastened_count: 0,
  appointment_from: null,
  appointment_to: null,
  result_code: '',
  cause_code: '',
  parts: [],
  has_signature: false,
  note: '',
  reason: '',
  reopened_count: 0,
  actions: actions[state],
  photo_ids: [],
  ...more,
});

/** A server for one repairman; `lose` makes its next answers get lost on the way. */
export function fieldServer() {
  const field = {
    isLoggedIn: true,
    mayUse: true,
    isEmpty: false,
    lose: 0,
    photos: new Map(),
    done: [],
    positions: [],
    conflicts: [],
    orders: [
      order(1, 'assigned', 222, { repeat_count: 3, hastened_count: 1, hastened_at: iso(-20) }),
      order(2, 'assigned', -35, {
        outage_id: uuid(5900),
        appointment_from: iso(60),
        appointment_to: iso(180),
      }),
      order(3, 'accepted', 900),
      order(4, 'suspended', 1300, { reason: '客户要求改日' }),
      order(5, 'completed', 700, { result_code: 'fixed' }),
    ],
  };
  const me = {
    person: { id: uuid(5301), name: '李志强', login: 'lizhiqiang' },
    tenant: { id: uuid(2), code: 'jsgd', name: '江苏广电' },
    permissions: ['field.use'],
    csrf_token: 'csrf',
  };
  const snapshot = () => ({
    person_id: uuid(5301),
    name: '李志强',
    orders: field.isEmpty
      ? []
      : field.orders.filter(({ is_final, state }) => !is_final && state !== 'returned'),
    done: field.isEmpty ? [] : field.orders.filter(({ is_final }) => is_final),
    conflicts: field.conflicts,
    types: [
      { code: 'repair', text: text('故障维修', 'Repair'), form_code: 'repair-done', states, actions },
      { code: 'install', text: text('装机', 'Installation'), form_code: '', states, actions },
    ],
    severities: { urgent: text('紧急', 'Urgent'), ordinary: text('一般', 'Ordinary') },
    results: [
      choice('fixed', '已修复', 'Fixed', true),
      choice('not-fixed', '未修复', 'Not fixed'),
      choice('customer-away', '客户不在', 'Customer away'),
    ],
    causes: [choice('cable', '线缆损坏', 'Damaged cable'), choice('device', '终端故障', 'Faulty device')],
    parts: [
      choice('connector', 'F 头', 'F connector'),
      choice('fibre-m', '皮线光缆（米）', 'Drop fibre (m)'),
    ],
  });
  const act = (step) => {
    const found = field.orders.find(({ work_order_id }) => work_order_id === step.work_order_id);
    const answer = (outcome, code = '') => ({
      key: step.key,
      outcome,
      code,
      order: found ? { ...found, photo_ids: [] } : null,
    });
    if (!found) return answer('refused', 'work-order-not-found');
    if (field.done.some(({ key }) => key === step.key)) return answer('duplicate');
    if (found.disturbed > step.base_version) {
      field.conflicts.push({ ...step, code: 'work-order-changed', at: iso(0) });
      return answer('conflict', 'work-order-changed');
    }
    field.done.push(step);
    const state = leadsTo[step.action];
    Object.assign(found, { state, actions: actions[state], version: found.version + 1 });
    if (step.action === 'complete') Object.assign(found, { is_final: true, closed_at: step.client_at });
    return answer('applied');
  };
  const bodyOf = async (request) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    return Buffer.concat(parts);
  };

  field.answer = async (request, path, response) => {
    const body = await bodyOf(request);
    const say = (status, content) => {
      if (field.lose > 0 && request.method !== 'GET') {
        field.lose -= 1;
        return response.destroy();
      }
      const type = status < 400 ? 'application/json' : 'application/problem+json';
      response
        .writeHead(status, { 'content-type': type })
        .end(content === undefined ? '' : JSON.stringify(content));
    };
    const refuse = (status, code) => say(status, { status, code });
    if (path === '/api/session' && request.method === 'POST') {
      const given = JSON.parse(body);
      if (given.device !== 'field' || given.password !== 'secret') return refuse(401, 'wrong-credentials');
      field.isLoggedIn = true;
      return say(200, me);
    }
    if (!field.isLoggedIn) return refuse(401, 'not-authenticated');
    if (path === '/api/session') {
      field.isLoggedIn = false;
      return say(204);
    }
    if (path === '/api/me') return say(200, me);
    if (!field.mayUse) return refuse(403, 'forbidden');
    if (path.startsWith('/api/forms/'))
      return say(200, { code: 'repair-done', version: 2, definition: form });
    if (path === '/api/field/orders') return say(200, snapshot());
    if (path === '/api/field/position') {
      field.positions.push(JSON.parse(body));
      return say(204);
    }
    if (path === '/api/field/actions') return say(200, JSON.parse(body).actions.map(act));
    const [, orderId, photoId] = /orders\/([^/]+)\/photos\/([^/]+)$/.exec(path) ?? [];
    if (photoId && request.method === 'PUT') {
      field.photos.set(photoId, {
        orderId,
        size: body.length,
        isJpeg: body[0] === 0xff,
        at: field.done.length,
      });
      return say(204);
    }
    const known = field.photos.get(photoId);
    return known ? response.writeHead(404).end() : refuse(404, 'not-found');
  };
  return field;
}
