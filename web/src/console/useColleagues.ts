import { api } from '@shared/api/client';
import type { DirectoryAgent } from '@shared/rt/events';
import { useDesk, useTopic } from '@shared/rt/store';
import { freeFirst, matches } from '@shared/ui/directory';
import { useDebounced } from '@shared/ui/useDebounced';
import { useQuery } from '@tanstack/react-query';

/** Colleagues but oneself, free ones first; in a large centre one's team, and by words whoever has them. */
export function useColleagues(wanted: string): { agents: DirectoryAgent[] | undefined; isWhole: boolean } {
  useTopic('directory');
  const directory = useDesk((desk) => desk.directory);
  const isWhole = useDesk((desk) => desk.isDirectoryWhole);
  const me = useDesk((desk) => desk.agent?.agent_id);
  const words = useDebounced(wanted.trim(), 200);
  const isSearched = directory !== null && !isWhole && words !== '';
  const { data } = useQuery({
    queryKey: ['directory', words],
    queryFn: ({ signal }) =>
      api.get<DirectoryAgent[]>(`/api/directory?words=${encodeURIComponent(words)}`, signal),
    enabled: isSearched,
    staleTime: 5_000,
  });
  if (!directory || (isSearched && !data)) return { agents: undefined, isWhole };
  const found = isSearched && data ? data : directory.filter((agent) => matches(agent, wanted));
  return { agents: freeFirst(found.filter(({ agent_id }) => agent_id !== me)), isWhole };
}
