import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem, serve, show } from '../../../testing/render';
import { callView } from '../../../testing/views';
import AcceptancePanel from './AcceptancePanel';
import { accepted, category, json, server, settings, stored } from './examples';
import { subjectOf } from './subject';

test("by when, by whom, and what is out of order there is the server's to say", async () => {
  serve();
  const asked = server(() => undefined);
  await show(<AcceptancePanel subject={subjectOf(callView())} />);
  const sla = await screen.findByTestId('acceptance-sla');
  await waitFor(() => expect(screen.getByTestId('acceptance-sla').textContent).toContain('天宁一组'));
  for (const words of ['48 小时', '天宁区 · 天宁一组，在办 7 单', '30 天内重复报修'])
    expect(screen.getByTestId('acceptance-sla').textContent).toContain(words);
  expect(sla).toBeTruthy();
  const question = asked.find(({ path }) => path.includes('prospect'))?.path ?? '';
  expect(Object.fromEntries(new URLSearchParams(question.split('?')[1]))).toMatchObject({
    kind: 'report',
    category_code: '断网',
    caller_number: '13815092246',
  });
  fireEvent.click(screen.getByTestId('acceptance-outage-use'));
  expect(screen.getByTestId<HTMLTextAreaElement>('acceptance-description').value).toBe(
    '光猫红灯\n天宁区：光缆被挖断，恢复时间未定',
  );
  expect(screen.getByTestId<HTMLButtonElement>('acceptance-outage-use').disabled).toBe(true);
});

test("without the server's word the limit of the category is all that is known", async () => {
  serve();
  server((path) => (path.includes('/prospect') ? problem(503, 'database-unavailable') : undefined));
  await show(<AcceptancePanel subject={subjectOf(callView())} />);
  expect(await screen.findByText(/暂时算不出来/)).toBeTruthy();
  expect(screen.getByTestId('acceptance-sla').textContent).toContain('48 小时');
  expect(screen.queryByTestId('acceptance-outage')).toBeNull();
});

test('a complaint may come through a regulator, a report may not', async () => {
  serve();
  const regulator = { code: '12300', case_no: '', received_on: '', due_at: '' };
  const asked = server((path, method) => {
    if (path === '/api/ticket-settings')
      return json({ ...settings, categories: [{ ...category('资费', null), kind: 'complaint' }] });
    if (path === '/api/tickets') return json(accepted, 201);
    return method === 'GET' && path.includes('/drafts/')
      ? json({ ...stored, content: { key: 'k2', kind: 'complaint', category_code: '资费', regulator } })
      : undefined;
  });
  await show(<AcceptancePanel subject={subjectOf(callView())} />);
  fireEvent.change(await screen.findByTestId('acceptance-case-no'), { target: { value: 'GX-7' } });
  fireEvent.click(screen.getByTestId('acceptance-submit'));
  await screen.findByTestId('acceptance-number');
  expect(asked.find(({ path }) => path === '/api/tickets')?.body).toMatchObject({
    regulator: { code: '12300', case_no: 'GX-7' },
  });
  fireEvent.click(screen.getByTestId('acceptance-next'));
  expect(screen.queryByTestId('acceptance-case-no')).toBeNull();
});
