import { useDesk } from '@shared/rt/store';
import { act, fireEvent, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { fakeApi, show } from '../testing/render';
import { agentView } from '../testing/views';
import { useColleagues } from './useColleagues';

const colleague = (name: string, state: 'busy' | 'ready') => ({
  agent_id: name,
  number: name,
  name,
  group: null,
  state,
  since_ms: 1,
});

function Names() {
  const [words, setWords] = useState('');
  const { agents } = useColleagues(words);
  return (
    <>
      <input aria-label="words" value={words} onChange={(event) => setWords(event.target.value)} />
      <output>{agents ? agents.map(({ name }) => name).join() : 'asking'}</output>
    </>
  );
}

const type = (value: string) => fireEvent.change(screen.getByLabelText('words'), { target: { value } });

test('in a large centre the desk has its team, and asks for whoever else is meant', async () => {
  const asked = fakeApi((path) =>
    path.startsWith('/api/directory') ? Response.json([colleague('孙丽', 'ready')]) : undefined,
  );
  act(() =>
    useDesk.setState({
      agent: { ...agentView(), agent_id: '我' },
      directory: [colleague('李娜', 'busy'), colleague('王强', 'ready'), colleague('我', 'ready')],
      isDirectoryWhole: false,
    }),
  );
  await show(<Names />);
  expect(await screen.findByText('王强,李娜')).toBeTruthy();
  type('孙');
  expect(await screen.findByText('孙丽')).toBeTruthy();
  expect(asked.map(({ path }) => decodeURIComponent(path))).toEqual(['/api/directory?words=孙']);
});

test('in a small one nobody is asked', async () => {
  const asked = fakeApi();
  act(() =>
    useDesk.setState({
      directory: [colleague('李娜', 'busy'), colleague('王强', 'ready')],
      isDirectoryWhole: true,
    }),
  );
  await show(<Names />);
  type('李');
  expect(await screen.findByText('李娜')).toBeTruthy();
  expect(asked).toEqual([]);
});
