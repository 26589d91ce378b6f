// Forms for the fake server: the demonstration's own definitions.
import { readFileSync } from 'node:fs';

const folder = new URL('../../src/kefu_lab/seed/form_definitions/', import.meta.url);
const definition = (code) => JSON.parse(readFileSync(new URL(`${code}.json`, folder), 'utf8'));

const form = (code, purpose, zh, en, more = {}) => ({
  form_id: `01900000-0000-7000-8000-0000000f${code.length.toString().padStart(4, '0')}`,
  code,
  purpose,
  name: { 'zh-CN': zh, en },
  draft_version: 7,
  live_version: 2,
  is_draft_new: false,
  changed_by_name: '李娜',
  changed_at_ms: 1_774_000_000_000,
  archived_at_ms: null,
  ...more,
});

const forms = [
  form('repair-report', 'ticket', '故障报修', 'Repair report', { is_draft_new: true }),
  form('complaint', 'ticket', '投诉', 'Complaint'),
  form('enquiry', 'ticket', '查询咨询', 'Enquiry', { live_version: 0, is_draft_new: true }),
  form('old-report', 'ticket', '故障报修（旧）', 'Repair report (old)', {
    archived_at_ms: 1_774_000_000_000,
  }),
  form('repair-done', 'work_order', '维修回单', 'Repair completion'),
  form('repair-survey', 'survey', '维修回访', 'Call-back after a repair', { is_draft_new: true }),
];

const problems = [
  {
    field: 'items.unsolved_reason',
    code: 'words-missing',
    detail: '',
    facts: { part: 'label', language: 'en' },
  },
  { field: 'items.on_time', code: 'jump-loops', detail: '', facts: { jump: 0, to: 'solved' } },
];

/** Answer what the builder asks; null when it is not about forms. `hasProblems` shows a draft that cannot be published. */
export function answerForms(method, path, hasProblems) {
  const [, code, rest] = /^\/api\/forms(?:\/([a-z-]+))?(?:\/(.*))?$/.exec(path) ?? [];
  if (!path.startsWith('/api/forms')) return null;
  if (method === 'PUT' || method === 'POST')
    return { draft_version: 8, problems: hasProblems ? problems : [] };
  if (!code) return forms;
  if (rest === 'versions')
    return [2, 1].map((version) => ({
      version,
      note: version === 2 ? '增加收费问题' : '',
      published_by_name: '李娜',
      published_at_ms: 1_774_000_000_000,
    }));
  const found = forms.find((each) => each.code === code);
  return (
    found && { form: found, version: 2, definition: definition(code), problems: hasProblems ? problems : [] }
  );
}
