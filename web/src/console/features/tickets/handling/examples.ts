import type { Settings, Ticket, WholeTicket } from './api';

/** Tickets as the server would send them, for tests. */

const text = (words: string) => ({ 'zh-CN': words, en: words });

export const settings: Settings = {
  categories: [{ code: 'fees', kind: 'complaint', name: text('收费'), parent_code: null, is_active: true }],
  departments: [
    { department_id: 'd1', name: text('营业部'), is_active: true },
    { department_id: 'd2', name: text('旧部门'), is_active: false },
  ],
  regulators: [{ code: 'miit', name: text('工信部') }],
  lifecycles: [
    {
      kind: 'complaint',
      lifecycle: {
        states: [
          { code: 'accepted', text: text('已受理'), is_final: false },
          { code: 'in_progress', text: text('处理中'), is_final: false },
          { code: 'awaiting_call', text: text('待回电'), is_final: false },
          { code: 'answered', text: text('已答复'), is_final: false },
          { code: 'closed', text: text('已办结'), is_final: true },
        ],
      },
    },
  ],
};

export const ticket = (change: Partial<Ticket> = {}): Ticket => ({
  ticket_id: 't1',
  ticket_no: 'C2611220001',
  kind: 'complaint',
  category_code: 'fees',
  category: text('收费'),
  severity: 'ordinary',
  state: 'in_progress',
  is_final: false,
  version: 2,
  customer_id: 'cu1',
  caller_name: '周晓明',
  caller_number: '+86138****2246',
  address: '常州市天宁区',
  department_id: 'd1',
  department: text('营业部'),
  first_responsible: '李娜',
  handler: null,
  accepted_at: '2026-11-20T00:00:00Z',
  due_at: new Date(Date.now() - 3_600_000).toISOString(),
  first_answer_due_at: null,
  first_answer_at: null,
  answered_at: null,
  closed_at: null,
  is_overdue: true,
  is_unanswered: false,
  is_call_pending: false,
  is_reply_lost: false,
  is_settled_now: false,
  is_satisfied: null,
  level: 1,
  reopened_count: 0,
  regulator_code: null,
  work_order_id: null,
  is_order_open: false,
  description: '多收了钱',
  ...change,
});

export const whole = (change: Partial<WholeTicket> = {}): WholeTicket => ({
  ...ticket(change),
  origin: 'call',
  resource: '',
  form_code: null,
  form_version: null,
  answers: {},
  reply_by: 'sms',
  reply_to: '+86138****2246',
  about_order_id: null,
  repeat_of: null,
  regulator_case_no: null,
  regulator_received_on: null,
  regulator_due_at: null,
  actions: ['answer', 'hand_over', 'note'],
  events: [
    {
      event_id: 'e1',
      at: '2026-11-20T00:00:00Z',
      action: 'hand_over',
      from_state: 'accepted',
      to_state: 'handed_over',
      person: '李娜',
      detail: { department: text('营业部'), note: '请核对账单' },
    },
    {
      event_id: 'e2',
      at: '2026-11-21T00:00:00Z',
      action: 'overdue',
      from_state: null,
      to_state: null,
      person: null,
      detail: { level: 1 },
    },
  ],
  replies: [],
  ...change,
});
