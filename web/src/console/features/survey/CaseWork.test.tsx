import type { CallView } from '@shared/rt/events';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { beforeEach, expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import { callView } from '../../../testing/views';
import type { SurveyCase } from './api';
import { CaseWork } from './CaseWork';
import { SurveyPage } from './SurveyPage';

const words = (text: string) => ({ 'zh-CN': text, en: text });
const survey: SurveyCase = {
  case_id: 's1',
  group_id: 'g1',
  service: 'repair',
  source_kind: 'work_order',
  state: 'dealt',
  outcome: null,
  customer_id: 'u1',
  name: '周晓雯',
  number: '138 **** 2246',
  language: 'zh-CN',
  subject: { order_no: 'A-1', work_order_id: 'w1', crew: words('一班') },
  attempts: 0,
  next_at_ms: 0,
  created_at_ms: 0,
  ended_at_ms: null,
  agent_name: '',
  is_satisfied: null,
  nps: null,
  version: 2,
  attempts_max: 3,
  script: words('您好'),
  form_code: 'repair-survey',
  form_version: 1,
  answers: {},
  call_id: null,
  held_until_ms: null,
  history: [],
};
const called = { ...survey, version: 3, call_id: 'c9' };
const definition = {
  sections: [
    {
      code: 'one',
      title: words('上门'),
      items: [
        {
          code: 'overall',
          kind: 'single',
          is_required: true,
          label: words('满意吗'),
          options: [
            { code: 'good', label: words('满意') },
            { code: 'bad', label: words('不满意') },
          ],
        },
      ],
    },
    {
      code: 'two',
      title: words('总体'),
      items: [{ code: 'nps', kind: 'nps', is_required: true, label: words('推荐吗') }],
    },
  ],
};
const json = (body: unknown) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
const permissions = ['desk.use', 'call.outbound', 'recording.record', 'survey.call', 'ticket.handle'];
const own = (change: Partial<CallView> = {}) =>
  callView({ call_id: 'c9', direction: 'outbound', phase: 'connected', queue: null, ...change });

function api(answer: (path: string, method: string) => Response | undefined = () => undefined) {
  let version = 3;
  return fakeApi((path, method) => {
    const said = answer(path, method);
    if (said) return said;
    if (path.startsWith('/api/forms/')) return json({ definition, name: words('问卷') });
    if (path.endsWith('/calls') && path.includes('surveys')) return json({ call_id: 'c9', case: called });
    if (path.endsWith('/answers')) return json({ ...called, version: ++version });
    return undefined;
  });
}

const outcomesSaid = (asked: { path: string; body: unknown }[]) =>
  asked.filter(({ path }) => path.endsWith('/outcome')).map(({ body }) => body);

beforeEach(() => serve());

test('the customer is called by the server, and only then can anything come of it', async () => {
  const asked = api();
  await show(<CaseWork survey={survey} />, { permissions });
  expect(screen.getByTestId('survey-success').hasAttribute('disabled')).toBe(true);
  expect(screen.getByText('请先呼叫客户。')).toBeTruthy();
  fireEvent.click(screen.getByTestId('survey-dial'));
  await waitFor(() => expect(asked.map(({ path }) => path)).toContain('/api/surveys/cases/s1/calls'));
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations).toEqual([]);
});

test('answers are saved before the outcome, which names their version', async () => {
  const asked = api();
  await show(<CaseWork survey={called} />, { permissions });
  fireEvent.click(await screen.findByRole('radio', { name: /不满意/ }));
  fireEvent.click(screen.getByTestId('survey-refused'));
  await waitFor(() => expect(outcomesSaid(asked)).toHaveLength(1));
  expect(asked.find(({ path }) => path.endsWith('/answers'))?.body).toEqual({
    version: 3,
    answers: { overall: 'bad' },
  });
  expect(outcomesSaid(asked)).toEqual([{ version: 4, outcome: 'refused', answers: { overall: 'bad' } }]);
});

test('a number key answers, and what is refused leads to its section', async () => {
  const asked = api((path) =>
    path.endsWith('/outcome')
      ? new Response(
          JSON.stringify({
            status: 422,
            code: 'form-answers-refused',
            errors: [{ field: 'answers.nps', code: 'answer-missing' }],
          }),
          { status: 422, headers: { 'content-type': 'application/problem+json' } },
        )
      : undefined,
  );
  await show(<CaseWork survey={called} />, { permissions });
  await screen.findByRole('radio', { name: /不满意/ });
  fireEvent.keyDown(window, { key: '1' });
  fireEvent.click(screen.getByTestId('survey-success'));
  await waitFor(() => expect(outcomesSaid(asked)).toHaveLength(1));
  expect(outcomesSaid(asked)).toEqual([{ version: 4, outcome: 'success', answers: { overall: 'good' } }]);
  expect(await screen.findByText('推荐吗')).toBeTruthy();
});

test('later says when', async () => {
  const asked = api();
  await show(<CaseWork survey={called} />, { permissions });
  fireEvent.click(screen.getByTestId('survey-later'));
  fireEvent.change(screen.getByLabelText('客户希望的时间'), { target: { value: '2030-03-05T09:30' } });
  fireEvent.click(screen.getByTestId('survey-later-save'));
  await waitFor(() => expect(outcomesSaid(asked)).toHaveLength(1));
  const [said] = outcomesSaid(asked) as { later_at: string; outcome: string }[];
  expect(said?.outcome).toBe('later');
  expect(said?.later_at).toBe(new Date('2030-03-05T09:30').toISOString());
});

test('a call that still rings is hung up when nobody answers', async () => {
  serve({ calls: [own({ phase: 'dialing' })] });
  const asked = api();
  await show(<CaseWork survey={called} />, { permissions });
  fireEvent.click(screen.getByTestId('survey-no_answer'));
  await waitFor(() => expect(outcomesSaid(asked)).toHaveLength(1));
  expect(asked.map(({ path }) => path)).toContain('/api/calls/c9/clear_connection');
});

test('an incoming call takes precedence and the case stays', async () => {
  serve({ calls: [callView({ call_id: 'other' })] });
  const asked = api();
  await show(<CaseWork survey={survey} />, { permissions });
  expect(screen.getByTestId('survey-detour')).toBeTruthy();
  expect(screen.getByTestId('survey-dial').hasAttribute('disabled')).toBe(true);
  await waitFor(() =>
    expect(asked).toContainEqual({ path: '/api/surveys/cases/s1/hold', body: { is_interrupted: true } }),
  );
});

test('a recording is asked for, and its failure is told while answers are saved', async () => {
  serve({ calls: [own()] });
  const asked = api((path) => (path.endsWith('/start_recording') ? problem(503, 'unavailable') : undefined));
  await show(<CaseWork survey={called} />, { permissions });
  expect(await screen.findByTestId('recording-lost')).toBeTruthy();
  fireEvent.click(await screen.findByRole('radio', { name: /不满意/ }));
  await waitFor(() => expect(asked.some(({ path }) => path.endsWith('/answers'))).toBe(true));
});

test('a call that is recorded by policy needs no banner', async () => {
  serve({ calls: [own({ recording: { state: 'on', is_policy: true } })] });
  const asked = api();
  await show(<CaseWork survey={called} />, { permissions });
  await screen.findByRole('radio', { name: /不满意/ });
  expect(screen.queryByTestId('recording-lost')).toBeNull();
  expect(asked.some(({ path }) => path.endsWith('/start_recording'))).toBe(false);
});

test('whoever talks with a colleague is tried later', async () => {
  const asked = api((path) =>
    path.endsWith('/calls') ? problem(409, 'survey-customer-elsewhere') : undefined,
  );
  await show(<CaseWork survey={survey} />, { permissions });
  fireEvent.click(screen.getByTestId('survey-dial'));
  fireEvent.click(await screen.findByTestId('survey-skip'));
  await waitFor(() =>
    expect(asked).toContainEqual({ path: '/api/surveys/cases/s1/put_back', body: { is_elsewhere: true } }),
  );
});

test('an empty pool says when there will be somebody; a full one is taken from', async () => {
  const pool = { due: 0, groups: [], next: null as SurveyCase | null, more_at_ms: 1 };
  const asked = api((path) => {
    if (path.startsWith('/api/surveys/pool')) return json(pool);
    if (path.endsWith('/held')) return json(null);
    return path.endsWith('/take') ? json(survey) : undefined;
  });
  const empty = await show(<SurveyPage />, { permissions });
  expect(await screen.findByText('现在没有要回访的客户')).toBeTruthy();
  empty.unmount();
  Object.assign(pool, { due: 1, next: survey });
  await show(<SurveyPage />, { permissions });
  fireEvent.click(await screen.findByTestId('survey-take'));
  await waitFor(() =>
    expect(asked).toContainEqual({ path: '/api/surveys/cases/take', body: { case_id: 's1' } }),
  );
  expect(await screen.findByTestId('survey-dial')).toBeTruthy();
});
