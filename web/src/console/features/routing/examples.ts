import { fireEvent, within } from '@testing-library/react';
import { fakeApi, serve } from '../../../testing/render';
import type { Queue, Step } from './api';
import { newQueue } from './draft';
import type { Calendar } from './hours/api';

/** Routing as the server would send it, for tests. */

export const step = (change: Partial<Step>): Step => ({
  action: 'lower_levels',
  after_s: 0,
  over_length: null,
  if_unstaffed: false,
  by: 0,
  queue_id: null,
  value: '',
  ...change,
});

export const faults: Queue = {
  ...newQueue,
  queue_id: 'q1',
  version: 3,
  code: 'faults',
  name: { 'zh-CN': '故障报修', en: 'Faults' },
  local_network_id: 'n1',
  needs: [{ skill_id: 's1', level: 3, is_preferred: false }],
  max_wait_s: 300,
  recipe: [
    step({ after_s: 30, by: 2, over_length: 4, if_unstaffed: true }),
    step({ after_s: 60, action: 'move', queue_id: 'q2' }),
  ],
};
export const general: Queue = {
  ...newQueue,
  queue_id: 'q2',
  version: 1,
  code: 'hq',
  name: { 'zh-CN': '总部综合', en: 'Headquarters' },
};
export const skills = [
  { skill_id: 's1', code: 'fault', name: { 'zh-CN': '故障处理', en: 'Faults' } },
  { skill_id: 's2', code: 'english', name: { 'zh-CN': '英语', en: 'English' } },
];
export const lina = {
  agent_id: 'a1',
  number: '1001',
  name: '李娜',
  queue_ids: ['q1'],
  skills: [{ skill_id: 's1', level: 6 }],
};
export const zhang = { agent_id: 'a2', number: '1002', name: '张伟', queue_ids: [], skills: [] };

export const office: Calendar = {
  calendar_id: 'c1',
  version: 2,
  code: 'office',
  name: { 'zh-CN': '工作时间', en: 'Office hours' },
  time_zone: 'Asia/Shanghai',
  week: [
    { weekdays: [1, 2, 3, 4, 5], opens: '08:30', closes: '12:00' },
    { weekdays: [1, 2, 3, 4, 5], opens: '13:30', closes: '17:30' },
    { weekdays: [6], opens: '09:00', closes: '12:00' },
  ],
  days: [
    ...['2099-10-01', '2099-10-02'].map((on) => ({
      on,
      name: { 'zh-CN': '国庆节', en: 'National Day' },
      hours: [],
    })),
    {
      on: '2099-10-10',
      name: { 'zh-CN': '国庆节调休上班', en: 'Working Saturday' },
      hours: [{ opens: '08:30', closes: '17:30' }],
    },
  ],
  is_open_now: true,
  changes_at: '2099-01-05T04:00:00Z',
};
const prompts = [
  {
    name: 'closed',
    languages: ['en', 'zh-CN'],
    text: { 'zh-CN': '现在是非工作时间。', en: 'We are closed.' },
  },
  { name: 'outage', languages: ['zh-CN'], text: null },
];

/** What is read, by path; put back before every test. */
export const stored: Record<string, unknown> = {};

export const putBack = (): void => {
  Object.assign(stored, {
    '/api/queues': [faults, general],
    '/api/skills': skills,
    '/api/calendars': [office],
    '/api/prompts': prompts,
    '/api/agents/routing': [lina, zhang],
    '/api/local_networks': [{ id: 'n1', name_zh: '常州', name_en: 'Changzhou' }],
  });
};

/** Answer what is read from `stored`, and what is written as `write` says. */
export function serveRouting(write: (path: string) => Response | undefined = () => undefined) {
  serve();
  return fakeApi((path, method) => {
    if (method !== 'GET') return write(path);
    const found = stored[path];
    return found instanceof Response ? found.clone() : Response.json(found);
  });
}

export const written = (asked: ReturnType<typeof fakeApi>) => asked.filter((each) => each.body !== undefined);
export const invalid = (field: string, code: string, problemCode = 'routing-invalid') =>
  new Response(JSON.stringify({ status: 422, code: problemCode, errors: [{ field, code }] }), {
    status: 422,
    headers: { 'content-type': 'application/problem+json' },
  });

export const type = (label: string, value: string, inside: HTMLElement = document.body) =>
  fireEvent.change(within(inside).getByLabelText(label), { target: { value } });
