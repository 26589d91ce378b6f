import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { type Target, targetsQuery } from './api';

/** Which of the five service levels is ours, within how many seconds; and the goal of each measure that has one. */
export function useOurLevel(): { level: string; within_s: string; targets: Map<string, Target> } {
  const { data } = useQuery(targetsQuery);
  return useMemo(() => {
    const held = (data ?? []).flatMap(({ holds }) => (holds ? [holds] : []));
    const ours = data?.find(({ topic }) => topic === 'service_level')?.holds;
    return {
      level: ours?.measure ?? 'service_level_2',
      within_s: String(ours?.within_s ?? 20),
      targets: new Map(held.map((target) => [target.measure, target])),
    };
  }, [data]);
}
