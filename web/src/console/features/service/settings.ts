import { type Settings, settingsQuery, workOrderKeys } from '@shared/api/workOrders';
import { useQueryClient } from '@tanstack/react-query';
import { useEditor, type Versioned } from './useEditor';

interface Stored {
  code: string;
  version: number;
}

interface Options<Kept extends Stored, Draft extends { code: string }> {
  setting: Kept | null;
  blank: Draft;
  draftOf: (setting: Kept) => Draft;
  listOf: (settings: Settings) => Kept[];
  send: (draft: Draft, version: number) => Promise<unknown>;
  onClose: () => void;
}

/** The editor of one of the operator's settings, which all come in one answer. */
export function useSetting<Kept extends Stored, Draft extends { code: string }>(
  options: Options<Kept, Draft>,
) {
  const { setting, blank, draftOf, listOf, send, onClose } = options;
  const client = useQueryClient();
  const of = (found: Kept): Versioned<Draft> => ({ draft: draftOf(found), version: found.version });
  return useEditor<Draft>({
    base: setting ? of(setting) : { draft: blank, version: 0 },
    send,
    reload: async () => {
      const latest = await client.fetchQuery({ ...settingsQuery, staleTime: 0 });
      void client.invalidateQueries({ queryKey: workOrderKeys.settings });
      const found = listOf(latest).find(({ code }) => code === setting?.code);
      return found ? of(found) : null;
    },
    onClose,
  });
}

export const newHead = {
  code: '',
  text: { 'zh-CN': '', en: '' },
  position: 0,
  is_active: true,
};
