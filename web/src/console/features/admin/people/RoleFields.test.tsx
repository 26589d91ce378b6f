import '../messages';
import { fireEvent, screen } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { show } from '../../../../testing/render';
import { organisation } from '../examples';
import { RoleFields } from './RoleFields';

const roles = organisation.roles.map((role) =>
  role.role_id === 'r1' ? { ...role, name: '班长', permissions: ['board.view'] } : role,
);
const watching = { ...organisation, roles };
const given = { role_id: 'r1', local_network_ids: null, agent_group_ids: null };

test('a role that sees the board can be kept to a team', async () => {
  const change = vi.fn();
  await show(<RoleFields roles={[given]} organisation={watching} onChange={change} />);
  fireEvent.mouseDown(screen.getByRole('combobox', { name: '班长管哪些班组' }));
  fireEvent.click(await screen.findByTitle('总部 · 一班'));
  expect(change).toHaveBeenCalledWith([{ ...given, agent_group_ids: ['g1'] }]);
});

test('without teams it is of all again, and other roles have none to choose', async () => {
  const change = vi.fn();
  const kept = { ...given, agent_group_ids: ['g1'] };
  const { unmount } = await show(<RoleFields roles={[kept]} organisation={watching} onChange={change} />);
  const field = screen.getByRole('combobox', { name: '班长管哪些班组' });
  fireEvent.keyDown(field, { key: 'Backspace', keyCode: 8 });
  expect(change).toHaveBeenCalledWith([given]);
  unmount();
  await show(<RoleFields roles={[given]} organisation={organisation} onChange={change} />);
  expect(screen.queryByRole('combobox', { name: '坐席管哪些班组' })).toBeNull();
});
