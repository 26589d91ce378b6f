import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import { NewTicketPage } from './NewTicketPage';

const json = (body: unknown) =>
  new Response(JSON.stringify(body), { status: 200, headers: { 'content-type': 'application/json' } });

test('a ticket without a call asks who it is, and has a draft of its own', async () => {
  serve();
  const asked = fakeApi((path, method) => {
    if (path === '/api/ticket-settings')
      return json({ categories: [], departments: [], regulators: [], lifecycles: [] });
    if (path.startsWith('/api/tickets/duplicates')) return json([]);
    if (path === '/api/tickets/drafts/new' && method === 'GET') return problem(404, 'draft-not-found');
    return method === 'PUT' ? json({ slot: 'new', version: 1, content: {} }) : undefined;
  });
  await show(<NewTicketPage />);
  fireEvent.change(await screen.findByLabelText('联系人'), { target: { value: '张先生' } });
  const saved = () => asked.find(({ path, body }) => path === '/api/tickets/drafts/new' && body)?.body;
  await waitFor(() => expect(saved()).toBeTruthy(), { timeout: 3_000 });
  expect(saved()).toMatchObject({ version: 0, content: { caller_name: '张先生', kind: 'report' } });
});
