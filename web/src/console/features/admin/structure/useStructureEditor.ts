import { useQueryClient } from '@tanstack/react-query';
import { useEditor } from '../../service/useEditor';
import { keys, type Organisation, organisationQuery } from '../api';

interface Options<Kept extends { version: number }, Draft> {
  kept: Kept | null;
  blank: Draft;
  draftOf: (kept: Kept) => Draft;
  find: (organisation: Organisation) => Kept | undefined;
  send: (draft: Draft, version: number) => Promise<unknown>;
  onClose: () => void;
}

/** The editor of a site or a group, which all come in one answer. */
export function useStructureEditor<Kept extends { version: number }, Draft>(options: Options<Kept, Draft>) {
  const { kept, blank, draftOf, find, send, onClose } = options;
  const client = useQueryClient();
  return useEditor<Draft>({
    base: kept ? { draft: draftOf(kept), version: kept.version } : { draft: blank, version: 0 },
    send,
    reload: async () => {
      const latest = await client.fetchQuery({ ...organisationQuery, staleTime: 0 });
      void client.invalidateQueries({ queryKey: keys.organisation });
      const found = find(latest);
      return found ? { draft: draftOf(found), version: found.version } : null;
    },
    onClose,
  });
}
