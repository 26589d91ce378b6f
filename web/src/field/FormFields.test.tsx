import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { FormFields } from './FormFields';

const label = (words: string) => ({ 'zh-CN': words, en: words });
const definition = {
  sections: [
    {
      code: 's',
      title: label('S'),
      items: [
        {
          code: 'found',
          kind: 'single' as const,
          label: label('Found'),
          options: [
            { code: 'yes', label: label('Yes') },
            { code: 'no', label: label('No') },
          ],
        },
        {
          code: 'power',
          kind: 'number' as const,
          label: label('Power'),
          show_if: [{ item: 'found', op: 'is' as const, values: ['yes'] }],
        },
        { code: 'photos', kind: 'photo' as const, label: label('Photos') },
      ],
    },
  ],
};

function Example({ onChange }: { onChange: (answers: Record<string, unknown>) => void }) {
  const [answers, setAnswers] = useState<Record<string, unknown>>({});
  return (
    <FormFields
      definition={definition}
      answers={answers}
      faults={[{ item: 'found', code: 'answer-missing' }]}
      hidden={new Set()}
      photos={(title) => <p>camera {title}</p>}
      signature={() => null}
      onChange={(next) => {
        setAnswers(next);
        onChange(next);
      }}
    />
  );
}

test('a form asks what the answers lead to, and numbers are numbers', () => {
  let last: Record<string, unknown> = {};
  render(<Example onChange={(answers) => (last = answers)} />);
  expect(screen.getByRole('alert').textContent).toMatch(/\S/);
  expect(screen.getByText('camera Photos')).toBeDefined();
  expect(screen.queryByLabelText('Power')).toBeNull();
  fireEvent.click(screen.getByLabelText('Yes'));
  fireEvent.change(screen.getByLabelText('Power'), { target: { value: '-18.5' } });
  expect(last).toEqual({ found: 'yes', power: -18.5 });
  fireEvent.click(screen.getByLabelText('No'));
  expect(screen.queryByLabelText('Power')).toBeNull();
});
