import type { Target } from '@shared/api/commands';
import { useText } from '@shared/i18n';
import type { DirectoryAgent, QueueView } from '@shared/rt/events';
import { useDesk, useTopic } from '@shared/rt/store';
import { freeFirst, matches } from '@shared/ui/directory';

export type Place = 'agents' | 'queues' | 'outside';

export interface TargetRow {
  key: string;
  to: Target;
  label: string;
  isFree: boolean;
  agent?: DirectoryAgent;
  queue?: QueueView;
}

/** Whom a call can be sent to, as far as the words narrow it; undefined until it is known. */
export function useTargets(place: Place, words: string): TargetRow[] | undefined {
  useTopic('directory');
  const text = useText();
  const directory = useDesk((desk) => desk.directory);
  const me = useDesk((desk) => desk.agent?.agent_id);
  const queues = useDesk((desk) => desk.queues);
  if (place === 'outside') return [];
  if (place === 'queues') {
    return queues
      .map((queue) => ({
        key: queue.queue_id,
        to: { kind: 'queue' as const, id: queue.queue_id },
        label: text(queue.name),
        isFree: queue.is_open,
        queue,
      }))
      .filter(({ label }) => label.toLowerCase().includes(words.trim().toLowerCase()));
  }
  return (
    (directory &&
      freeFirst(directory.filter((agent) => agent.agent_id !== me && matches(agent, words))).map((agent) => ({
        key: agent.agent_id,
        to: { kind: 'agent' as const, id: agent.agent_id },
        label: `${agent.name} ${agent.number}`,
        isFree: agent.state === 'ready',
        agent,
      }))) ??
    undefined
  );
}

/** A number outside, once it is long enough to be dialled. */
export function outsideTarget(words: string): TargetRow | null {
  const number = words.replace(/[\s-]/g, '');
  const isNumber = /^\+?\d{3,20}$/.test(number);
  return isNumber ? { key: number, to: { kind: 'outside', number }, label: number, isFree: true } : null;
}
