import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type Editor, type Failure, useEditor, type Versioned } from '../useEditor';
import { readElsewhere, type TicketSettings, ticketSettingsQuery } from './api';

interface Options<Kept extends { version: number }, Draft> {
  setting: Kept | null;
  blank: Draft;
  draftOf: (setting: Kept) => Draft;
  /** How it stands in what was read again. */
  find: (settings: TicketSettings) => Kept | undefined;
  send: (draft: Draft, version: number) => Promise<unknown>;
  onClose: () => void;
}

/** The editor of something that tickets are set up with, which all comes in one answer. */
export function useTicketSetting<Kept extends { version: number }, Draft>(
  options: Options<Kept, Draft>,
): Editor<Draft> {
  const { setting, blank, draftOf, find, send, onClose } = options;
  const client = useQueryClient();
  const of = (kept: Kept): Versioned<Draft> => ({ draft: draftOf(kept), version: kept.version });
  return useEditor<Draft>({
    base: setting ? of(setting) : { draft: blank, version: 0 },
    send,
    reload: async () => {
      const latest = await client.fetchQuery({ ...ticketSettingsQuery, staleTime: 0 });
      for (const queryKey of readElsewhere) void client.invalidateQueries({ queryKey: [...queryKey] });
      const kept = find(latest);
      return kept ? of(kept) : null;
    },
    onClose,
  });
}

const words = [
  'malformed',
  'taken',
  'required',
  'fixed',
  'unknown',
  'loop',
  'too-small',
  'not-within-limit',
  'only-of-reports',
  'too-long',
  'not-in-order',
  'nobody-of-this-level',
  'twice',
  'level',
] as const;

/** What is wrong with a field, in words; nothing when it is right. */
export function useFaults(failure: Failure | null) {
  const { t } = useTranslation('service');
  const fault = (field: string): string | undefined => {
    const code = failure?.faults.find((each) => each.field === field)?.code;
    if (code === undefined) return undefined;
    const known = words.find((word) => word === code);
    return known ? t(`ticketFault.${known}`) : code;
  };
  return {
    fault,
    /** What a form item shows of it. */
    marked: (field: string, hint?: string) => {
      const said = fault(field);
      return said === undefined
        ? { extra: hint }
        : { validateStatus: 'error' as const, extra: <span role="alert">{said}</span> };
    },
  };
}

const CODE = /^[a-z0-9][a-z0-9-]{0,39}$/;
export const isCode = (code: string): boolean => CODE.test(code);

export const isNamed = ({ code, text }: { code: string; text: { 'zh-CN': string; en: string } }): boolean =>
  isCode(code) && text['zh-CN'].trim() !== '' && text.en.trim() !== '';
