import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { serve, show } from '../../../testing/render';
import { callView } from '../../../testing/views';
import AcceptancePanel from './AcceptancePanel';
import { accepted, category, json, server, settings, stored } from './examples';
import { subjectOf } from './subject';

test('goes on with the draft of the call, saves it, and makes one ticket of it', async () => {
  serve();
  const asked = server((path, method) => {
    if (method === 'PUT') return json({ ...stored, version: 4 });
    if (path === '/api/tickets') return json(accepted, 201);
    if (path === '/api/tickets/t1')
      return json({
        work_order_id: 'w1',
        events: [{ detail: {} }, { detail: { order_no: '261122-0000001' } }],
      });
    return undefined;
  });
  await show(<AcceptancePanel subject={subjectOf(callView())} />, {
    permissions: ['ticket.handle', 'ticket.view', 'workorder.view'],
  });
  const description = await screen.findByTestId<HTMLTextAreaElement>('acceptance-description');
  expect(description.value).toBe('光猫红灯');
  fireEvent.change(description, { target: { value: '光猫红灯，已重启' } });
  const saved = () => asked.find(({ path, body }) => path.includes('/drafts/') && body)?.body;
  await waitFor(() => expect(saved()).toBeTruthy(), { timeout: 3_000 });
  expect(saved()).toMatchObject({ version: 3, content: { description: '光猫红灯，已重启' } });
  fireEvent.keyDown(description, { key: 'Enter', code: 'Enter', ctrlKey: true });
  expect((await screen.findByTestId('acceptance-number')).textContent).toContain('R2611220001');
  expect(asked.find(({ path }) => path === '/api/tickets')?.body).toMatchObject({
    key: 'k1',
    category_code: '断网',
    call_id: 'c1',
    draft_slot: 'c1',
    caller_number: '13815092246',
  });
  expect((await screen.findByTestId('acceptance-order')).textContent).toContain('261122-0000001');
  const links = screen.getAllByRole('link').map((link) => link.getAttribute('href'));
  expect(links).toEqual(['/tickets?ticket=t1', '/dispatch?order=w1']);
  expect(document.activeElement).toBe(screen.getByTestId('acceptance-next'));
  fireEvent.keyDown(screen.getByTestId('acceptance-next'), { key: 'Escape' });
  expect(screen.getByTestId<HTMLTextAreaElement>('acceptance-description').value).toBe('');
});

test('marks the field that the server refuses, and keeps what is written', async () => {
  serve();
  server((path) =>
    path === '/api/tickets'
      ? new Response(
          JSON.stringify({
            status: 422,
            code: 'ticket-invalid',
            errors: [{ field: 'reply_to', code: 'unreachable' }],
          }),
          { status: 422, headers: { 'content-type': 'application/problem+json' } },
        )
      : undefined,
  );
  await show(<AcceptancePanel subject={subjectOf(callView())} />);
  fireEvent.click(await screen.findByTestId('acceptance-submit'));
  expect(await screen.findByText('无法发送到此处，请检查。')).toBeTruthy();
  expect(document.activeElement).toBe(screen.getByLabelText('回复至'));
  expect(document.activeElement?.getAttribute('aria-invalid')).toBe('true');
  expect(screen.getByTestId<HTMLTextAreaElement>('acceptance-description').value).toBe('光猫红灯');
});

test('two of them on a page have a name of their own for every field', async () => {
  serve();
  const subject = subjectOf(callView());
  await show(
    <>
      <AcceptancePanel subject={subject} />
      <AcceptancePanel subject={{ ...subject, slot: 'new' }} />
    </>,
  );
  await waitFor(() => expect(screen.getAllByLabelText('问题描述')).toHaveLength(2));
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a repetition is linked, and nothing is sent without a category', async () => {
  serve();
  const one = {
    ticket_id: 't0',
    ticket_no: 'R1',
    kind: 'report',
    category: { 'zh-CN': '断网', en: 'down' },
    accepted_at: '2026-11-20T00:00:00Z',
    address: '',
    reasons: ['same_address'],
  };
  server((path, method) => {
    if (path.startsWith('/api/tickets/duplicates')) return json([one]);
    return method === 'GET' && path.includes('/drafts/')
      ? json({ ...stored, content: { address: '红梅新村 42 幢' } })
      : undefined;
  });
  await show(<AcceptancePanel subject={subjectOf(callView())} />);
  fireEvent.click(await screen.findByTestId('acceptance-repeat'));
  expect(await screen.findByText('取消关联')).toBeTruthy();
  expect(screen.getByTestId<HTMLButtonElement>('acceptance-submit').disabled).toBe(true);
});

test('a changed draft is shown beside mine, and not overwritten', async () => {
  serve();
  const theirs = { ...stored, version: 9, content: { ...stored.content, description: '已恢复' } };
  const conflict = () =>
    new Response(JSON.stringify({ status: 409, code: 'draft-changed', facts: { draft: theirs } }), {
      status: 409,
      headers: { 'content-type': 'application/problem+json' },
    });
  server((_, method) => (method === 'PUT' ? conflict() : undefined));
  await show(<AcceptancePanel subject={subjectOf(callView())} />);
  fireEvent.change(await screen.findByTestId('acceptance-description'), { target: { value: '新' } });
  expect(await screen.findByText('保留本窗口', {}, { timeout: 3_000 })).toBeTruthy();
  const row = screen.getByRole('row', { name: /描述/ });
  expect(row.textContent).toBe('描述新已恢复');
  expect(screen.getByTestId<HTMLButtonElement>('acceptance-submit').disabled).toBe(true);
  fireEvent.click(screen.getByText('采用另一份'));
  expect(screen.getByTestId<HTMLTextAreaElement>('acceptance-description').value).toBe('已恢复');
});

test('the form is filled with what is known; what is missing is asked for before anything is sent', async () => {
  serve();
  const item = (code: string, more: object) => ({
    code,
    kind: 'text',
    label: { 'zh-CN': code, en: code },
    is_required: true,
    max: 60,
    ...more,
  });
  const items = [item('门牌', { prefill: 'customer.address' }), item('现象', {})];
  const definition = { sections: [{ code: 's', title: { 'zh-CN': '段', en: 's' }, items }] };
  const asked = server((path, method) => {
    if (path === '/api/ticket-settings')
      return json({ ...settings, categories: [{ ...category('断网', null), form_code: 'broadband' }] });
    if (path.includes('/versions/')) return json({ version: 7, definition });
    if (path === '/api/tickets') return json(accepted, 201);
    return method === 'GET' && path.includes('/drafts/')
      ? json({ ...stored, content: { ...stored.content, address: '红梅新村 42 幢' } })
      : undefined;
  });
  await show(<AcceptancePanel subject={subjectOf(callView())} />);
  expect((await screen.findByRole<HTMLInputElement>('textbox', { name: '门牌' })).value).toBe(
    '红梅新村 42 幢',
  );
  fireEvent.click(screen.getByTestId('acceptance-submit'));
  const house = screen.getByRole<HTMLInputElement>('textbox', { name: '门牌' });
  fireEvent.change(house, { target: { value: '' } });
  expect(house.value).toBe(''); // and does not come back by itself
  fireEvent.change(house, { target: { value: '红梅新村 43 幢' } });
  const symptom = screen.getByRole('textbox', { name: '现象' });
  await waitFor(() => expect(symptom.getAttribute('aria-invalid')).toBe('true'));
  expect(asked.some(({ path }) => path === '/api/tickets')).toBe(false);
  fireEvent.change(symptom, { target: { value: '无信号' } });
  fireEvent.click(screen.getByTestId('acceptance-submit'));
  await screen.findByTestId('acceptance-number');
  expect(asked.find(({ path }) => path === '/api/tickets')?.body).toMatchObject({
    form_version: 7,
    answers: { 门牌: '红梅新村 43 幢', 现象: '无信号' },
  });
});
