import type { Definition } from '@shared/forms/model';
import type { Draft, Form } from './api';

/** A form as the server would send it, for tests. */

export const words = (zh: string, en: string) => ({ 'zh-CN': zh, en });
export const definition: Definition = {
  format: 1,
  sections: [
    {
      code: 'visit',
      title: words('上门', 'Visit'),
      items: [
        {
          code: 'solved',
          kind: 'single',
          is_required: true,
          label: words('解决了吗？', 'Solved?'),
          options: [
            { code: 'yes', label: words('解决', 'Yes') },
            { code: 'no', label: words('没有', 'No') },
          ],
          jumps: [{ when: [{ item: 'solved', op: 'is', values: ['yes'] }], to: 'nps' }],
        },
        { code: 'reason', kind: 'text', label: words('原因', 'Reason') },
        { code: 'nps', kind: 'nps', label: words('会推荐吗？', 'Recommend?') },
      ],
    },
  ],
};
export const form: Form = {
  form_id: 'f1',
  code: 'repair-visit',
  purpose: 'ticket',
  name: words('报修回访', 'Repair visit'),
  draft_version: 4,
  live_version: 2,
  is_draft_new: true,
  changed_by_name: '李娜',
  changed_at_ms: 0,
  archived_at_ms: null,
};
export const draft: Draft = { form, definition, problems: [] };
