import type { Category } from './api';

export const category = (change: Partial<Category>): Category => ({
  code: 'no-signal',
  kind: 'report',
  name: { 'zh-CN': '无信号', en: 'No signal' },
  parent_code: null,
  form_code: null,
  department_code: null,
  severity: 'ordinary',
  work_order_type: 'repair',
  limit_h: 48,
  first_answer_h: null,
  calendar_id: null,
  position: 1,
  is_active: true,
  version: 3,
  ...change,
});
