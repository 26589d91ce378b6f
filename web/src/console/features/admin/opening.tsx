import { fireEvent, screen, waitFor } from '@testing-library/react';
import { expect } from 'vitest';
import { show } from '../../../testing/render';
import { AdminPage } from './AdminPage';

export const everything = ['admin.people', 'admin.routing', 'audit.view'];

export async function open(room?: string, permissions = everything) {
  await show(<AdminPage />, { permissions });
  if (!room) return;
  fireEvent.click(screen.getByTestId(`room-${room}`));
  await waitFor(() => expect(screen.getByTestId(`room-${room}`).getAttribute('aria-current')).toBe('page'));
}
export const type = (label: string, value: string) =>
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
export const submit = (form: string) => fireEvent.submit(document.getElementById(form) as HTMLElement);
export const written = (asked: { path: string; body: unknown }[]) =>
  asked.filter(({ body }) => body !== undefined);
export const isReady = (testId = 'admin-save') => !(screen.getByTestId(testId) as HTMLButtonElement).disabled;
