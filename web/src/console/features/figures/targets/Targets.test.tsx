import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import i18next from 'i18next';
import { expect, test } from 'vitest';
import { fakeApi, problem, show } from '../../../../testing/render';
import type { Measure } from '../today/api';
import { isMet, type Target, type TopicTargets } from './api';
import { Targets } from './Targets';

const measure = (code: string, unit: Measure['unit']): Measure => ({
  code,
  unit,
  name: { 'zh-CN': code, en: code },
  formula: { 'zh-CN': `${code} 的口径`, en: `how ${code} is computed` },
  remark: null,
  authority: '',
});
const levels = [1, 2, 3, 4, 5].map((number) => `service_level_${number}`);
const measures = [
  ...levels.map((code) => measure(code, 'percent')),
  measure('average_handle_time_s', 'seconds'),
  measure('occupancy', 'percent'),
];
const ours: Target = {
  measure: 'service_level_2',
  within_s: 20,
  goal: 80,
  since: '2026-03-01',
  source: '省公司文件',
  is_ceiling: false,
  is_template: false,
};
const template: Target = {
  ...ours,
  measure: 'occupancy',
  within_s: null,
  is_ceiling: true,
  is_template: true,
  source: { 'zh-CN': '行业惯例', en: 'Industry practice' },
};
const topics = (holds: Target | null): TopicTargets[] => [
  { topic: 'service_level', measures: levels, holds, history: holds ? [holds] : [] },
  { topic: 'handle_time', measures: ['average_handle_time_s'], holds: null, history: [] },
  { topic: 'occupancy', measures: ['occupancy'], holds: template, history: [] },
];
const values: Record<string, number> = {
  service_level_1: 59,
  service_level_2: 61.5,
  service_level_3: 67.8,
  service_level_4: 65,
  service_level_5: 62.8,
};

const serve = (put: () => Response = () => new Response(null, { status: 204 })) =>
  fakeApi((path, method) => {
    if (path === '/api/figures/targets') return Response.json(topics(ours));
    if (path === '/api/figures/measures') return Response.json(measures);
    if (path === '/api/figures/thresholds') return Response.json([15, 20, 30]);
    if (path.startsWith('/api/figures/table')) {
      const codes = new URL(path, 'http://x').searchParams.getAll('measures');
      return Response.json({
        by: [],
        measures: codes,
        rows: [],
        total: codes.map((code) => values[code] ?? null),
        names: {},
        known_until: '2026-03-02T01:15:00Z',
        is_cut: false,
      });
    }
    return method === 'PUT' ? put() : new Response(null, { status: 204 });
  });

test('goals, who says so, and whether the last days reached them', async () => {
  serve();
  await show(<Targets turn={0} />, { permissions: ['figures.view'] });
  const row = await screen.findByTestId('target-service_level');
  expect(await within(row).findByText('未达标')).toBeTruthy();
  expect(row.textContent).toContain('不低于 80.0% 20 秒内');
  expect(screen.getByTestId('target-handle_time').textContent).toContain('未设目标');
  expect(screen.queryByTestId('set-service_level')).toBeNull();
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id }) => id)).toEqual([]);
});

test('of five formulas one is ours, chosen by what each makes of the same calls', async () => {
  const sent = serve();
  await show(<Targets turn={0} />, { permissions: ['figures.view', 'admin.service'] });
  fireEvent.click(await screen.findByTestId('set-service_level'));
  await waitFor(() => expect(screen.getByTestId('variant-service_level_3').textContent).toBe('67.8%'));
  expect(screen.getByTestId('variant-service_level_1').textContent).toBe('59.0%');
  fireEvent.click(screen.getByText('service_level_4'));
  fireEvent.change(screen.getByLabelText('生效日'), { target: { value: '2026-04-01' } });
  fireEvent.click(screen.getByTestId('target-save'));
  await screen.findByText('已保存，2026-04-01 起生效');
  const put = sent.find(({ body }) => body !== undefined);
  expect(put?.path).toBe('/api/figures/targets/service_level');
  expect(put?.body).toEqual({
    measure: 'service_level_4',
    within_s: 20,
    goal: 80,
    since: '2026-04-01',
    source: '省公司文件',
  });
});

test('a template says in the language of its reader who says so; who sets a target says it himself', async () => {
  serve();
  await show(<Targets turn={0} />, { permissions: ['figures.view', 'admin.service'] });
  const row = await screen.findByTestId('target-occupancy');
  expect(row.textContent).toContain('行业惯例');
  await act(() => i18next.changeLanguage('en'));
  expect(row.textContent).toContain('Industry practice');
  expect(screen.getByTestId('target-service_level').textContent).toContain('省公司文件');
  await act(() => i18next.changeLanguage('zh-CN'));
  fireEvent.click(screen.getByTestId('set-occupancy'));
  expect((await screen.findByLabelText<HTMLInputElement>('依据')).value).toBe('');
});

test('what is refused stays open, in words', async () => {
  serve(() => problem(422, 'target-invalid'));
  await show(<Targets turn={0} />, { permissions: ['figures.view', 'admin.service'] });
  fireEvent.click(await screen.findByTestId('set-service_level'));
  fireEvent.click(await screen.findByTestId('target-save'));
  expect(await screen.findByText(/目标不能这样设置/)).toBeTruthy();
  expect(screen.getByLabelText('依据')).toBeTruthy();
});

test('what was set is taken back', async () => {
  const sent = serve();
  await show(<Targets turn={0} />, { permissions: ['figures.view', 'admin.service'] });
  fireEvent.click(await screen.findByTestId('set-service_level'));
  fireEvent.click(await screen.findByTestId('take-back-2026-03-01'));
  await screen.findByText('已撤回，恢复之前的目标');
  expect(sent.some(({ path }) => path.endsWith('service_level/2026-03-01'))).toBe(true);
});

test('less is better of some, and nothing is judged where nothing was measured', () => {
  expect([isMet(ours, 80), isMet(ours, 79.9), isMet(ours, null), isMet(null, 3)]).toEqual([
    true,
    false,
    null,
    null,
  ]);
  expect(isMet({ ...ours, is_ceiling: true, goal: 5 }, 5.1)).toBe(false);
});
