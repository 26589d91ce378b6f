import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { problem, serve, show } from '../../../testing/render';
import { FileImport } from './FileImport';

const words = (text: string) => ({ 'zh-CN': text, en: text });
const json = (body: unknown) =>
  new Response(JSON.stringify(body), { headers: { 'content-type': 'application/json' } });
const read = {
  good: 2,
  bad: 1,
  bad_lines: [{ line: 3, field: 'number', code: 'number-malformed' }],
  columns: ['number'],
  ignored: ['备注'],
  added: null as number | null,
  repeated: 0,
  quiet: 0,
};

function api(kind: string, look: () => Response) {
  const asked: string[] = [];
  globalThis.fetch = (async (path: string, init: RequestInit) => {
    asked.push(`${init.method} ${path}`);
    if (path === '/api/surveys/groups')
      return json([{ group_id: 'g1', name: words('营业厅'), sources: [{ kind }], counts: {} }]);
    if (path.endsWith('/dry-run')) return look();
    return json({ ...read, added: 2, bad_lines: [] });
  }) as typeof fetch;
  return asked;
}

const choose = async () => {
  const file = new File(['号码\n1'], 'a.csv');
  fireEvent.change(await screen.findByTestId('file-input'), { target: { files: [file] } });
};

test('a file is looked at first, its bad lines named, then its good ones taken', async () => {
  serve();
  const asked = api('file', () => json(read));
  await show(<FileImport />);
  await choose();
  expect(await screen.findByText('不是可以拨打的号码。')).toBeTruthy();
  expect(screen.getByText('未使用的列：备注')).toBeTruthy();
  expect(asked).not.toContain('POST /api/surveys/groups/g1/files');
  fireEvent.click(screen.getByTestId('file-take'));
  expect(await screen.findByText(/已导入 2 位客户/)).toBeTruthy();
  expect(asked).toContain('POST /api/surveys/groups/g1/files');
});

test('a file that cannot be read is told and not taken', async () => {
  serve();
  api('file', () => problem(422, 'sheet-unreadable'));
  await show(<FileImport />);
  await choose();
  expect(await screen.findByText(/读不出表格/)).toBeTruthy();
  expect(screen.queryByTestId('file-take')).toBeNull();
});

test('without a group that takes files there is nothing to choose', async () => {
  serve();
  api('work_order', () => json(read));
  await show(<FileImport />);
  await waitFor(() => expect(screen.getByText('没有接收文件的回访组')).toBeTruthy());
});
