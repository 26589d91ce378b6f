import type { CallView } from '@shared/rt/events';
import { useEffect, useState } from 'react';
import { useProblemMessage } from '../useProblemMessage';

const PENDING_MS = 1_000;

/**
 * Give commands about a call. A command is pending until the next word of the server about the call, one second at
 * most: the buttons' state itself always comes from the server.
 */
export function useCommand(call: CallView | null) {
  const say = useProblemMessage();
  const [asked, setAsked] = useState<{ name: string; call: CallView | null } | null>(null);

  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(null), PENDING_MS);
    return () => clearTimeout(timer);
  }, [asked]);

  const run = async (name: string, command: () => Promise<unknown>): Promise<boolean> => {
    setAsked({ name, call });
    try {
      await command();
      return true;
    } catch (error) {
      setAsked(null);
      say(error);
      return false;
    }
  };
  return { run, pending: asked?.call === call ? asked?.name : undefined };
}

export type Run = ReturnType<typeof useCommand>['run'];
