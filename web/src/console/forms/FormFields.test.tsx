import type { Answer, Answers, Definition, Fault } from '@shared/forms/model';
import { check } from '@shared/forms/walk';
import { act, fireEvent, screen, within } from '@testing-library/react';
import axe from 'axe-core';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { show } from '../../testing/render';
import { FormFields, type FormFieldsProps } from './FormFields';

const words = (zh: string, en: string) => ({ 'zh-CN': zh, en });
const visit: Definition = {
  sections: [
    {
      code: 'visit',
      title: words('上门', 'Visit'),
      items: [
        {
          code: 'solved',
          kind: 'single',
          is_required: true,
          label: words('解决了吗？', 'Solved?'),
          hint: words('照实问', 'Ask plainly'),
          options: [
            { code: 'yes', label: words('解决', 'Yes') },
            { code: 'no', label: words('没有', 'No') },
          ],
          jumps: [{ when: [{ item: 'solved', op: 'is', values: ['yes'] }], to: 'overall' }],
        },
        { code: 'reason', kind: 'text', is_required: true, max: 5, label: words('原因', 'Reason') },
      ],
    },
    {
      code: 'last',
      title: words('总体', 'Overall'),
      items: [
        { code: 'overall', kind: 'scale', min: 1, max: 5, label: words('满意度', 'Satisfaction') },
        {
          code: 'why',
          kind: 'multi',
          label: words('哪里不满意', 'What was wrong'),
          options: [
            { code: 'late', label: words('来晚了', 'Late') },
            { code: 'rude', label: words('态度', 'Rude') },
          ],
          show_if: [{ item: 'overall', op: 'at_most', values: [2] }],
        },
        { code: 'photos', kind: 'photo', label: words('照片', 'Photos') },
        { code: 'visits', kind: 'number', is_whole: true, label: words('次数', 'Visits') },
      ],
    },
  ],
};

function Form({
  onAnswers,
  ...props
}: Partial<FormFieldsProps> & { onAnswers?: (answers: Answers) => void }) {
  const [answers, setAnswers] = useState<Record<string, Answer>>({ ...props.answers });
  const change = (next: Record<string, Answer>) => {
    setAnswers(next);
    onAnswers?.(next);
  };
  return <FormFields definition={visit} {...props} answers={answers} onChange={change} />;
}

test('what is asked follows the answers', async () => {
  const said = vi.fn();
  await show(<Form onAnswers={said} />);
  fireEvent.click(screen.getByRole('radio', { name: '没有' }));
  fireEvent.change(screen.getByRole('textbox', { name: '原因' }), { target: { value: '仍无信号' } });
  fireEvent.click(screen.getByRole('radio', { name: '2' }));
  fireEvent.click(screen.getByRole('checkbox', { name: '态度' }));
  fireEvent.click(screen.getByRole('checkbox', { name: '来晚了' }));
  expect(said).toHaveBeenLastCalledWith({
    solved: 'no',
    reason: '仍无信号',
    overall: 2,
    why: ['late', 'rude'],
  });
  fireEvent.click(screen.getByRole('radio', { name: '解决' }));
  expect(screen.queryByRole('textbox', { name: '原因' })).toBeNull();
  fireEvent.click(within(screen.getByTestId('field-overall')).getByRole('button', { name: '清除' }));
  expect(screen.queryByTestId('field-why')).toBeNull();
});

test('number keys choose in the first question to answer, then in the next one', async () => {
  const said = vi.fn();
  await show(<Form onAnswers={said} hasHotkeys />);
  fireEvent.keyDown(document.body, { key: '1' });
  expect(said).toHaveBeenLastCalledWith({ solved: 'yes' });
  fireEvent.keyDown(document.body, { key: '2' });
  expect(said).toHaveBeenLastCalledWith({ solved: 'yes', overall: 2 });
  fireEvent.keyDown(document.body, { key: '9' });
  fireEvent.keyDown(document.body, { key: '1', ctrlKey: true });
  fireEvent.keyDown(document.body, { key: '2' });
  expect(said).toHaveBeenLastCalledWith({ solved: 'yes', overall: 2, why: ['rude'] });
  const solved = within(screen.getByTestId('field-solved')).getByRole('radio', { name: '没有' });
  act(() => solved.focus());
  fireEvent.keyDown(solved, { key: '2' });
  expect(said).toHaveBeenLastCalledWith({ solved: 'no', overall: 2, why: ['rude'] });
  const reason = screen.getByRole('textbox', { name: '原因' });
  act(() => reason.focus());
  said.mockClear();
  fireEvent.keyDown(reason, { key: '1' });
  expect(said).not.toHaveBeenCalled();
});

test('no key does anything unless it is wanted', async () => {
  const said = vi.fn();
  await show(<Form onAnswers={said} />);
  fireEvent.keyDown(document.body, { key: '1' });
  expect(said).not.toHaveBeenCalled();
});

test('what is wrong stands at its field, and the focus goes to the first', async () => {
  function Checked() {
    const [faults, setFaults] = useState<Fault[]>([]);
    const answers = { solved: 'no', reason: '𠮷𠮷𠮷𠮷𠮷𠮷' };
    return (
      <>
        <FormFields definition={visit} answers={answers} faults={faults} />
        <button type="button" onClick={() => setFaults(check(visit, answers))}>
          check
        </button>
      </>
    );
  }
  await show(<Checked />);
  fireEvent.click(screen.getByRole('button', { name: 'check' }));
  const reason = screen.getByRole('textbox', { name: '原因' });
  expect(within(screen.getByTestId('field-reason')).getByRole('alert').textContent).toBe('最多 5 个字');
  expect(reason.getAttribute('aria-invalid')).toBe('true');
  expect(document.activeElement).toBe(reason);
});

test('one section can be shown alone, in another language than the console', async () => {
  await show(<Form section="last" language="en" />);
  expect(screen.getByRole('heading', { name: 'Overall' })).toBeTruthy();
  expect(screen.queryByTestId('field-solved')).toBeNull();
  expect(screen.getByTestId('field-photos').textContent).toContain('Filled in on the field page');
});

test('answers are read as text, photos as links', async () => {
  await show(
    <FormFields
      definition={visit}
      answers={{ solved: 'yes', overall: 4, photos: ['p1', 'p2'] }}
      isReadOnly
      fileUrl={(item, file) => `/files/${item.code}/${file}`}
    />,
  );
  expect(screen.getByTestId('field-solved').textContent).toBe('解决了吗？解决');
  expect(screen.queryByTestId('field-reason')).toBeNull();
  expect(screen.getByTestId('field-visits').textContent).toContain('（未填）');
  expect(screen.getByRole('link', { name: '照片 2' }).getAttribute('href')).toBe('/files/photos/p2');
  expect(screen.queryByRole('radio')).toBeNull();
});

test('a form that asks nothing says so', async () => {
  await show(<FormFields definition={{}} answers={{}} />);
  expect(screen.getByText('这里没有要问的内容')).toBeTruthy();
});

test('nothing stands in the way of those who do not see', async () => {
  await show(<Form faults={[{ item: 'solved', code: 'answer-missing' }]} />);
  const { violations } = await axe.run(screen.getByTestId('form-fields'), {
    rules: { 'color-contrast': { enabled: false } },
  });
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
});
