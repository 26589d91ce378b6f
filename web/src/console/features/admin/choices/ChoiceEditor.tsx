import { useText } from '@shared/i18n';
import { type QueryKey, type UseQueryOptions, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { EditorModal } from '../../service/EditorModal';
import { isNamed, NameFields, OrderFields } from '../../service/HeadFields';
import { useEditor } from '../../service/useEditor';
import type { Choice } from '../api';
import { useFaults } from '../words';

interface ChoiceEditorProps<Kept extends Choice> {
  choice: Kept | null;
  /** What a new one has besides a name. */
  blank?: Omit<Kept, keyof Choice>;
  title: string;
  query: UseQueryOptions<Kept[], Error, Kept[], never> | { queryKey: QueryKey };
  queryKey: QueryKey;
  send: (choice: Kept) => Promise<unknown>;
  onClose: () => void;
  children?: (draft: Kept, set: (part: Partial<Kept>) => void, faults: Record<string, string>) => ReactNode;
}

/** Add a reason or a result, or change one; what has been chosen keeps its code. */
export function ChoiceEditor<Kept extends Choice>(props: ChoiceEditorProps<Kept>) {
  const { choice, blank, title, query, queryKey, send, onClose, children } = props;
  const { t } = useTranslation('service');
  const text = useText();
  const client = useQueryClient();
  const faultsOf = useFaults();
  const nothing = { code: '', name: { 'zh-CN': '', en: '' }, position: 0, is_active: true, version: 0 };
  const editor = useEditor<Kept>({
    base: choice
      ? { draft: choice, version: choice.version }
      : { draft: { ...nothing, ...blank } as unknown as Kept, version: 0 },
    send: (draft, version) => send({ ...draft, version }),
    reload: async () => {
      const latest = await client.fetchQuery<Kept[]>({ ...(query as object), queryKey, staleTime: 0 });
      const found = latest.find(({ code }) => code === choice?.code);
      return found ? { draft: found, version: found.version } : null;
    },
    onClose,
  });
  const { draft, set, failure } = editor;
  const faults = faultsOf(failure?.faults ?? []);
  return (
    <EditorModal
      editor={editor as never}
      title={choice ? t('editOf', { name: text(choice.name) }) : title}
      isWhole={isNamed({ code: draft.code, text: draft.name })}
      areFaultsMarked
      width={620}
    >
      <NameFields
        value={{ code: draft.code, text: draft.name }}
        isNew={editor.isNew}
        isTaken={failure?.faults.some(({ field }) => field === 'code') ?? false}
        onChange={({ code, text: name }) =>
          set({ ...(code === undefined ? {} : { code }), ...(name ? { name } : {}) } as Partial<Kept>)
        }
      />
      {children?.(draft, set, faults)}
      <OrderFields value={draft} onChange={(part) => set(part as Partial<Kept>)} />
    </EditorModal>
  );
}
