import type { Definition } from '@shared/forms/model';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import axe from 'axe-core';
import { beforeEach, expect, test, vi } from 'vitest';
import { fakeApi, problem, serve, show } from '../../../testing/render';
import { draft, form, words } from './examples';
import { FormEditor } from './FormEditor';
import { FormsPage } from './FormsPage';

const left = vi.fn();

beforeEach(() => {
  left.mockClear();
  vi.useRealTimers();
  serve();
});

type Answer = (path: string, method: string) => Response | undefined;

const edit = async (answer: Answer = () => undefined, loaded = draft) => {
  const asked = fakeApi((path, method) => {
    const own = answer(path, method);
    if (own) return own;
    if (path.endsWith('/versions') && method === 'GET')
      return Response.json([{ version: 2, note: '第二版', published_by_name: '李娜', published_at_ms: 0 }]);
    return Response.json({ draft_version: 5, problems: [] });
  });
  await show(<FormEditor loaded={loaded} onBack={left} autosaveMs={60} />);
  return asked;
};
const saved = (asked: { path: string; body: unknown }[]) =>
  asked.filter(({ path }) => path.includes('/draft?')) as { path: string; body: Definition }[];
const save = () => waitFor(() => expect(screen.getByTestId('saving').textContent).toBe('草稿已保存'));

test('forms are listed by what they are for, with what is live', async () => {
  fakeApi(() =>
    Response.json([
      form,
      { ...form, code: 'old', name: words('旧表单', 'Old'), archived_at_ms: 1 },
      { ...form, code: 'new', name: words('新表单', 'New'), live_version: 0 },
      { ...form, code: 'other', name: words('问卷', 'Survey'), purpose: 'survey' },
    ]),
  );
  await show(<FormsPage />);
  expect((await screen.findByTestId('form-repair-visit')).textContent).toContain('已发布第 2 版，草稿有改动');
  expect(screen.getByTestId('form-new').textContent).toContain('草稿，未发布');
  expect(screen.getByTestId('form-old').textContent).toContain('已归档');
  expect(screen.queryByTestId('form-other')).toBeNull();
  fireEvent.change(screen.getByTestId('forms-find'), { target: { value: 'zzz' } });
  expect(screen.getByText('没有符合条件的表单')).toBeTruthy();
});

test('nothing and what cannot be read are told apart', async () => {
  let isDown = true;
  fakeApi(() => (isDown ? problem(503, 'database-unavailable') : Response.json([])));
  await show(<FormsPage />);
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
  isDown = false;
  fireEvent.click(screen.getByRole('button', { name: '重试' }));
  expect(await screen.findByText('这里还没有表单')).toBeTruthy();
});

test('what is written is saved by itself, once the writer pauses', async () => {
  const asked = await edit();
  fireEvent.change(screen.getByRole('textbox', { name: '题目（中文）' }), {
    target: { value: '修好了吗？' },
  });
  fireEvent.change(screen.getByRole('textbox', { name: '题目（英文）' }), { target: { value: 'Mended?' } });
  expect(screen.getByTestId('saving').textContent).toBe('有未保存的改动');
  expect(saved(asked)).toEqual([]);
  await save();
  expect(saved(asked).map(({ path }) => path)).toEqual(['/api/forms/repair-visit/draft?base_version=4']);
  expect(saved(asked)[0]?.body.sections?.[0]?.items?.[0]?.label).toEqual(words('修好了吗？', 'Mended?'));
  expect(within(screen.getByTestId('form-preview')).getByText('修好了吗？')).toBeTruthy();
});

test('who goes back leaves nothing unsaved, and stays when it cannot be saved', async () => {
  let isDown = true;
  const asked = await edit((path) =>
    path.includes('/draft?') && isDown ? problem(503, 'database-unavailable') : undefined,
  );
  fireEvent.change(screen.getByRole('textbox', { name: '题目（中文）' }), { target: { value: '甲' } });
  fireEvent.click(screen.getByRole('button', { name: '返回列表' }));
  expect((await screen.findByRole('alert')).textContent).toContain('数据库暂时无法连接');
  expect(left).not.toHaveBeenCalled();
  isDown = false;
  fireEvent.click(screen.getByRole('button', { name: '返回列表' }));
  await waitFor(() => expect(left).toHaveBeenCalledOnce());
  expect(saved(asked)).toHaveLength(2);
});

test('questions are added, moved by keys, deleted and had back', async () => {
  await edit();
  const entries = () =>
    screen.getAllByTestId(/^entry-/).map((entry) => entry.dataset.testid?.replace('entry-', ''));
  fireEvent.keyDown(screen.getByTestId('entry-solved'), { key: 'ArrowDown', altKey: true });
  expect(entries()).toEqual(['visit', 'reason', 'solved', 'nps']);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('entry-solved')));
  fireEvent.keyDown(screen.getByTestId('entry-solved'), { key: 'ArrowDown' });
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('entry-nps')));
  fireEvent.click(screen.getByTestId('item-add'));
  fireEvent.click(await screen.findByText('日期'));
  expect(entries()).toEqual(['visit', 'reason', 'solved', 'nps', 'q1']);
  fireEvent.click(screen.getByTestId('entry-reason'));
  fireEvent.click(screen.getByRole('button', { name: '删除' }));
  expect(entries()).toEqual(['visit', 'solved', 'nps', 'q1']);
  fireEvent.click(screen.getByTestId('undo'));
  expect(entries()).toEqual(['visit', 'reason', 'solved', 'nps', 'q1']);
});

test('the preview is walked for real, and in either language', async () => {
  await edit();
  const preview = within(screen.getByTestId('form-preview'));
  expect(preview.getByRole('textbox', { name: '原因' })).toBeTruthy();
  fireEvent.click(preview.getByTestId('preview-check'));
  expect(preview.getByText('此项必填')).toBeTruthy();
  fireEvent.click(preview.getByRole('radio', { name: '解决' }));
  expect(preview.queryByRole('textbox', { name: '原因' })).toBeNull();
  expect(preview.getByText('已填完整')).toBeTruthy();
  fireEvent.click(preview.getByText('English'));
  expect(preview.getByText('Recommend?')).toBeTruthy();
  fireEvent.click(preview.getByText('跳转图'));
  expect(preview.getByRole('img')).toBeTruthy();
  expect(preview.getByRole('listitem').textContent).toBe('1. 解决了吗？ 是 解决 → 第 3 题');
});

test('problems lead to their question and stop publishing', async () => {
  await edit(undefined, {
    ...draft,
    problems: [
      { field: 'items.nps', code: 'words-missing', facts: { part: 'hint', language: 'en' } },
      { field: '', code: 'too-tangled', facts: {} },
    ],
  });
  expect((screen.getByTestId('form-publish') as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(within(screen.getByTestId('problems')).getByRole('button'));
  expect(screen.getByTestId('entry-nps').getAttribute('aria-current')).toBe('true');
  expect(screen.getByTestId('problems').textContent).toContain('缺少英文：说明');
});

test('publishing saves first and tells the version', async () => {
  const asked = await edit((path, method) =>
    path.endsWith('/versions') && method === 'POST' ? Response.json({ version: 3 }) : undefined,
  );
  fireEvent.click(screen.getByTestId('form-publish'));
  fireEvent.change(await screen.findByRole('textbox', { name: '这一版改了什么' }), {
    target: { value: '更短' },
  });
  fireEvent.click(screen.getByTestId('publish-ok'));
  expect(await screen.findByText('已发布：第 3 版')).toBeTruthy();
  expect(asked.find(({ path, body }) => path.endsWith('/versions') && body)?.body).toEqual({
    base_version: 4,
    note: '更短',
  });
  expect((screen.getByTestId('form-publish') as HTMLButtonElement).disabled).toBe(true);
});

const refused = () =>
  Response.json(
    {
      status: 409,
      code: 'form-changed',
      facts: { draft_version: 9, draft: { sections: [] }, changed_by_name: '张伟', changed_at_ms: 0 },
    },
    { status: 409, headers: { 'content-type': 'application/problem+json' } },
  );

test('what somebody else has saved is shown, and mine can be kept over it', async () => {
  const asked = await edit((path) => (path.endsWith('base_version=4') ? refused() : undefined));
  fireEvent.change(screen.getByRole('textbox', { name: '题目（中文）' }), { target: { value: '我的' } });
  const conflict = await screen.findByTestId('form-conflict');
  expect(conflict.textContent).toContain('张伟');
  expect(conflict.textContent).toContain('solved');
  expect((screen.getByTestId('form-publish') as HTMLButtonElement).disabled).toBe(true);
  fireEvent.click(screen.getByTestId('conflict-mine'));
  await save();
  expect(saved(asked).at(-1)?.path).toBe('/api/forms/repair-visit/draft?base_version=9');
  expect(saved(asked).at(-1)?.body.sections?.[0]?.items?.[0]?.label['zh-CN']).toBe('我的');
});

test('theirs can be taken instead', async () => {
  const theirs = { ...draft, form: { ...form, draft_version: 9 }, definition: { sections: [] } };
  await edit((path, method) => {
    if (path.endsWith('base_version=4')) return refused();
    return path === '/api/forms/repair-visit' && method === 'GET' ? Response.json(theirs) : undefined;
  });
  fireEvent.change(screen.getByRole('textbox', { name: '题目（中文）' }), { target: { value: '我的' } });
  await screen.findByTestId('form-conflict');
  fireEvent.click(screen.getByTestId('conflict-theirs'));
  await waitFor(() => expect(screen.queryByTestId('form-conflict')).toBeNull());
  expect(screen.queryByTestId('entry-solved')).toBeNull();
  expect(screen.getByTestId('saving').textContent).toBe('草稿已保存');
});

test('an earlier version is copied into the draft', async () => {
  const asked = await edit((path) =>
    path.endsWith('/draft/roll-back')
      ? Response.json({ ...draft, form: { ...form, draft_version: 5 }, definition: { sections: [] } })
      : undefined,
  );
  fireEvent.click(screen.getByRole('button', { name: '版本' }));
  fireEvent.click(within(await screen.findByTestId('version-2')).getByRole('button'));
  await waitFor(() => expect(screen.queryByTestId('entry-solved')).toBeNull());
  expect(asked.find(({ path }) => path.endsWith('/roll-back'))?.body).toEqual({
    base_version: 4,
    version: 2,
  });
});

test('a file is read as the draft, unless it is no form', async () => {
  const asked = await edit((path) =>
    path.endsWith('/problems') ? Response.json({ problems: [] }) : undefined,
  );
  const give = (text: string) =>
    act(async () => {
      fireEvent.change(screen.getByTestId('json-file'), {
        target: { files: [new File([text], 'form.json')] },
      });
    });
  await give('{');
  expect(await screen.findByText('文件不是有效的 JSON。请检查文件后再导入。')).toBeTruthy();
  await give(JSON.stringify({ sections: [{ code: 'only', title: {}, items: [] }] }));
  expect(await screen.findByTestId('entry-only')).toBeTruthy();
  expect(asked.some(({ path }) => path === '/api/forms/problems')).toBe(true);
});

test('nothing stands in the way of those who do not see', async () => {
  await edit();
  const { violations } = await axe.run(screen.getByTestId('form-builder'), {
    rules: { 'color-contrast': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
});
