import { fireEvent, screen, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { fakeApi, problem, show } from '../../../testing/render';
import { Satisfaction } from './Satisfaction';

const json = (body: unknown) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
const figures = {
  cases: 8,
  reached: 6,
  answered: 4,
  rated: 3,
  satisfied: 2,
  contact_rate_pct: 75,
  response_rate_pct: 50,
  satisfied_rate_pct: 66.7,
  average_score_pct: null,
  net_promoter_score: -12.4,
};
const result = {
  case_id: 'r1',
  service: 'hall',
  name: '𠮷田',
  number: '138 **** 2246',
  subject: { order_no: 'A-1' },
  outcome: 'success',
  ended_at_ms: 0,
  points: 6,
  max_points: 10,
  is_satisfied: true,
  nps: 9,
};
test('figures stand with their rates and lead to the answers', async () => {
  const asked = fakeApi((path) => {
    if (path.includes('/results/r1'))
      return json({ ...result, form_code: 'f', form_version: null, answers: {} });
    if (path.includes('/results?')) return json({ results: [result], next_before: null });
    return json({ rows: [{ key: 'hall', text: null, ...figures }], total: figures });
  });
  await show(<Satisfaction span="week" turn={0} />);
  const [, row] = await screen.findAllByRole('row');
  expect(row?.textContent).toBe('营业厅86450.0%66.7%—-12');
  const link = screen.getByTestId('export-csv').getAttribute('href') ?? '';
  expect(new URL(link, 'http://x').search).toBe('?span=week&by=service&format=csv&language=zh-CN');
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations).toEqual([]);
  fireEvent.click(screen.getByTestId('satisfaction-open'));
  fireEvent.click(await screen.findByTestId('result-open'));
  expect(await screen.findByText('6 / 10 分')).toBeTruthy();
  expect(asked.some(({ path }) => path.includes('key=hall'))).toBe(true);
});

test('nothing is said where nothing ended, and an error can be tried again', async () => {
  let isDown = true;
  fakeApi(() => (isDown ? problem(503, 'database-unavailable') : json({ rows: [], total: figures })));
  await show(<Satisfaction span="today" turn={0} />);
  const alert = await screen.findByRole('alert');
  isDown = false;
  fireEvent.click(alert.querySelector('button') as HTMLElement);
  await waitFor(() => expect(screen.getByText('这段时间没有结束的回访')).toBeTruthy());
});
