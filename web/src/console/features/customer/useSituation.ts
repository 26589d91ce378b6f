import type { Pop, Situation } from '@shared/rt/events';
import { useQuery } from '@tanstack/react-query';
import { situationQuery } from './api';

/** What is going on with a customer: as the pop told it, or later; `isStale`: it cannot be asked for now. */
export function useSituation(customer: Pop): { situation: Situation; isStale: boolean } {
  const { data, error } = useQuery(situationQuery(customer));
  const carried = customer.situation;
  return { situation: data.as_of_ms > carried.as_of_ms ? data : carried, isStale: error !== null };
}
