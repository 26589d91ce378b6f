import type { Target } from '@shared/api/commands';
import { useText } from '@shared/i18n';
import type { DirectoryAgent, QueueView } from '@shared/rt/events';
import { useDesk } from '@shared/rt/store';
import { useColleagues } from '../useColleagues';

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
  const text = useText();
  const { agents } = useColleagues(place === 'agents' ? words : '');
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
  return agents?.map((agent) => ({
    key: agent.agent_id,
    to: { kind: 'agent' as const, id: agent.agent_id },
    label: `${agent.name} ${agent.number}`,
    isFree: agent.state === 'ready',
    agent,
  }));
}

/** A number outside, once it is long enough to be dialled. */
export function outsideTarget(words: string): TargetRow | null {
  const number = words.replace(/[\s-]/g, '');
  const isNumber = /^\+?\d{3,20}$/.test(number);
  return isNumber ? { key: number, to: { kind: 'outside', number }, label: number, isFree: true } : null;
}
