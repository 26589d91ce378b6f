// What the picture server says of short messages. Invented people.

const uuid = (n) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const minutesAgo = (minutes) => new Date(Date.now() - minutes * 60_000).toISOString();
const states = ['queued', 'sending', 'sent', 'delivered', 'undeliverable', 'expired', 'cancelled', 'unknown'];
const reasons = { undeliverable: 'err-027', expired: 'expired' };
const words = [
  [
    'work-order',
    '【江苏广电】新工单261122-1234567:周晓明,常州市天宁区𠮷祥里3幢乙单元502室,宽带无法上网。请于今日18:00前处理:https://96296.example/f/1234567',
  ],
  [
    'appointment',
    '【江苏广电】您好,维修员王师傅将于11月23日14:00-16:00上门,请保持电话畅通。如需改期请致电96296。',
  ],
  ['satisfaction', '【江苏广电】您的故障已处理完成。满意请回复1,一般请回复2,不满意请回复3。'],
];

const message = (n) => {
  const state = states[(n * 5 + 3) % states.length];
  const [purpose, text] = words[n % words.length];
  const isOut = !['queued', 'sending', 'cancelled', 'expired'].includes(state);
  return {
    id: uuid(9000 + n),
    to: `+86138****${2246 + n * 7}`,
    text,
    part_count: text.length > 70 ? 2 : 1,
    purpose,
    template_code: purpose,
    subject_kind: 'work_order',
    subject_id: uuid(700 + n),
    state,
    reason: reasons[state] ?? '',
    gateway: isOut ? 'sms' : '',
    attempts: 1,
    created_at: minutesAgo(n * 4 + 1),
    valid_until: minutesAgo(n * 4 - 1439),
    sent_at: isOut ? minutesAgo(n * 4 + 0.9) : null,
    ended_at: ['delivered', 'undeliverable', 'expired', 'unknown'].includes(state) ? minutesAgo(n * 4) : null,
  };
};

const received = (n) => ({
  id: uuid(9500 + n),
  sender: `+86138****${2246 + n * 7}`,
  to: '96296',
  text: n % 2 ? '3 修了两次还是不行' : '1',
  at: minutesAgo(n * 11 + 2),
  gateway: 'sms',
  in_reply_to: n % 3 ? uuid(9000 + n) : null,
});

const detail = () => ({
  ...message(4),
  state: 'unknown',
  reason: '',
  parts: [1, 2].map((position) => ({
    position,
    state: position === 1 ? 'accepted' : 'unknown',
    gateway_message_id: position === 1 ? '00000042' : '',
    error: '',
  })),
  events: [
    { at: minutesAgo(9), kind: 'queued', detail: {} },
    { at: minutesAgo(8.9), kind: 'unknown', detail: { reason: '' } },
    { at: minutesAgo(8.5), kind: 'receipt', detail: { position: 1, parts: 2, state: 'delivered' } },
    { at: minutesAgo(2), kind: 'answered', detail: {} },
  ],
  replies: [received(4)],
});

const template = (code, zh, en, zhText, enText, placeholders) => ({
  code,
  name: { 'zh-CN': zh, en },
  text: { 'zh-CN': zhText, en: enText },
  version: 2,
  placeholders,
});

const templates = () => [
  template(
    'order-assigned',
    '工单派发',
    'Order assigned',
    '新工单{order_no}:{customer},{address},{fault}。请于{deadline}前处理:{link}',
    'New order {order_no}: {customer}, {address}, {fault}. Due {deadline}: {link}',
    ['address', 'customer', 'deadline', 'fault', 'link', 'order_no'],
  ),
  template(
    'satisfaction',
    '满意度',
    'Satisfaction',
    words[2][1],
    'Your fault has been repaired. Answer 1 to 3.',
    [],
  ),
];

/** Answer for short messages; undefined: not theirs. */
export function answerMessages(method, path, isEmpty) {
  if (!path.startsWith('/api/messages')) return undefined;
  const page = (messages) => ({ messages: isEmpty ? [] : messages, next_before: isEmpty ? null : uuid(1) });
  if (path === '/api/messages') return page(Array.from({ length: 30 }, (_, n) => message(n)));
  if (path === '/api/messages/gateways') return isEmpty ? [] : [{ name: 'sms', is_available: true }];
  if (path === '/api/messages/purposes') return words.map(([purpose]) => purpose);
  if (path === '/api/messages/received') return page(Array.from({ length: 12 }, (_, n) => received(n)));
  if (path.endsWith('/preview'))
    return {
      text: '',
      encoding: 'ucs2',
      parts: ['新工单261122-1234567:周晓明,常州市天宁区', '𠮷祥里3幢乙单元502室'],
      placeholders: [],
    };
  if (path === '/api/messages/templates') return isEmpty ? [] : templates();
  return method === 'GET' ? detail() : undefined;
}
