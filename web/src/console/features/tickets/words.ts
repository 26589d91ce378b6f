import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { type Line, settingsQuery } from './api';

/** The words of a ticket's state, as its operator has named it. */
export function useStateWord(): (ticket: Line) => string {
  const text = useText();
  const { data } = useQuery(settingsQuery);
  return ({ kind, state }) => {
    const table = data?.lifecycles.find((one) => one.kind === kind)?.lifecycle;
    return text(table?.states?.find((one) => one.code === state)?.text) || state;
  };
}
