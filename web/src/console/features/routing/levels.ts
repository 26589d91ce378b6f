import type { AgentRouting, RoutedAgent } from './api';

/** An agent's row of the matrix while it is written; levels as they are typed, by skill. */
export interface RoutingDraft {
  levels: Record<string, string>;
  queue_ids: string[];
}

export const routingDraft = (agent: RoutedAgent): RoutingDraft => ({
  levels: Object.fromEntries(agent.skills.map(({ skill_id, level }) => [skill_id, String(level)])),
  queue_ids: agent.queue_ids,
});

/** Levels are 0-10; nothing and 0 are the same: the agent cannot do it. */
export const isLevel = (typed: string): boolean => /^(?:\d|10)?$/.test(typed.trim());

export const isValid = (draft: RoutingDraft): boolean => Object.values(draft.levels).every(isLevel);

export function routingOf(draft: RoutingDraft): AgentRouting {
  return {
    queue_ids: draft.queue_ids.toSorted(),
    skills: Object.entries(draft.levels)
      .map(([skill_id, typed]) => ({ skill_id, level: Number(typed) }))
      .filter(({ level }) => level > 0)
      .toSorted((a, b) => a.skill_id.localeCompare(b.skill_id)),
  };
}

/** Whether a draft, perhaps typed back and forth, says something else than what is stored. */
export const isChanged = (agent: RoutedAgent, draft: RoutingDraft): boolean =>
  JSON.stringify(routingOf(routingDraft(agent))) !== JSON.stringify(routingOf(draft));
