import { areasQuery, crewsQuery, settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import type { Text } from '@shared/rt/events';
import type { Tone } from '@shared/ui/Pill';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { actions, type Order, type OrderEvent } from './api';

const tones: Record<string, Tone> = {
  pending: 'warn',
  returned: 'danger',
  assigned: 'brand',
  accepted: 'brand',
  on_the_way: 'brand',
  on_site: 'brand',
  completed: 'ok',
};

export const toneOfState = (state: string): Tone => tones[state] ?? 'plain';

const known = [
  ...actions,
  'open',
  'accept',
  'set_out',
  'arrive',
  'complete',
  'unaccepted',
  'overdue',
  'merged_in',
  'photo',
] as const;
const reasonCodes = ['area', 'parent-area', 'skill', 'no-members', 'load', 'distance', 'no-phone'] as const;
const cautions = [
  'crew-without-phone',
  'person-without-phone',
  'crew-without-members',
  'no-area',
  'address-without-number',
  'repeat',
  'outage',
] as const;

type Named = { code: string; text: Text };
type WithNames = Pick<
  Order,
  'area_id' | 'area' | 'crew_id' | 'crew' | 'person_id' | 'person' | 'type_code' | 'state'
>;

/** Codes and ids in words: what the operator has called them, and what we call the rest. */
export function useOrderWords() {
  const { t } = useTranslation('dispatch');
  const text = useText();
  const { data: settings } = useQuery(settingsQuery);
  const { data: areas } = useQuery(areasQuery);
  const { data: crews } = useQuery(crewsQuery);
  return useMemo(() => {
    const of = (list: Named[] | undefined, code: string) =>
      text(list?.find((each) => each.code === code)?.text) || code;
    const areaName = (id: string | null) => text(areas?.find((each) => each.area_id === id)?.text);
    const crewName = (id: string | null) => text(crews?.find((each) => each.crew_id === id)?.text);
    const personName = (id: string | null) =>
      crews?.flatMap(({ members }) => members).find((each) => each.person_id === id)?.name ?? '';
    const state = (order: Pick<Order, 'type_code' | 'state'>) =>
      of(settings?.types.find((each) => each.code === order.type_code)?.lifecycle.states, order.state);
    const action = (name: string) => {
      const found = known.find((each) => each === name);
      return found ? t(`action.${found}`) : name;
    };
    const reason = ({ code, value }: { code: string; value: number | null }) => {
      const found = reasonCodes.find((each) => each === code);
      return found ? t(`suggested.${found}`, { value: value ?? 0 }) : code;
    };
    const caution = (code: string) => {
      const found = cautions.find((each) => each === code);
      return found ? t(`caution.${found}`) : code;
    };
    return {
      type: (code: string) => of(settings?.types, code),
      severity: (code: string) => of(settings?.severities, code),
      result: (code: string) => of(settings?.results, code),
      cause: (code: string) => of(settings?.causes, code),
      part: (code: string) => of(settings?.parts, code),
      state,
      action,
      reason,
      caution,
      areaName,
      crewName,
      personName,
      area: (order: WithNames) => areaName(order.area_id) || text(order.area),
      /** Who has an order: the person with the crew, or the crew, or nobody. */
      holder: (order: WithNames) =>
        [
          crewName(order.crew_id) || text(order.crew),
          order.person_id ? order.person || personName(order.person_id) : '',
        ]
          .filter(Boolean)
          .join(' · '),
      via: (via: OrderEvent['via']) => t(`via.${via}`),
    };
  }, [t, text, settings, areas, crews]);
}
