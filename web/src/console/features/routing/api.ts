import { api } from '@shared/api/client';
import type { Text } from '@shared/rt/events';
import { queryOptions } from '@tanstack/react-query';

export const strategies = [
  'longest_idle',
  'least_occupied',
  'most_skilled',
  'round_robin',
  'ring_group',
] as const;
export const wrapUpModes = ['none', 'optional', 'mandatory', 'timed'] as const;
export const recordings = ['all', 'none'] as const;
export const actions = [
  'lower_levels',
  'add_queue',
  'move',
  'raise_priority',
  'announce',
  'offer_callback',
  'voicemail',
  'other_number',
  'hand_over',
] as const;

export type Action = (typeof actions)[number];

export interface Skill {
  skill_id: string;
  code: string;
  name: Text;
}

export interface Need {
  skill_id: string;
  level: number;
  is_preferred: boolean;
}

/** One step of a recipe: looked at once, when a call has waited so long; all its conditions must hold. */
export interface Step {
  action: Action;
  after_s: number;
  over_length: number | null;
  if_unstaffed: boolean;
  by: number;
  queue_id: string | null;
  value: string;
}

export interface QueueSettings {
  code: string;
  name: Text;
  local_network_id: string | null;
  needs: Need[];
  strategy: (typeof strategies)[number];
  priority: number;
  ageing_s: number | null;
  ring_timeout_s: number;
  ring_no_answer_limit: number;
  wrap_up_mode: (typeof wrapUpModes)[number];
  wrap_up_s: number;
  max_wait_s: number | null;
  max_length: number | null;
  recipe: Step[];
  recording: (typeof recordings)[number];
  /** So long a call waits for the agent whom its customer had last. */
  last_agent_s: number;
  is_open: boolean;
  /** Its business hours; null: round the clock. */
  calendar_id: string | null;
  /** Who dials it comes straight to this queue and hears it ring. */
  direct_number: string | null;
  closed_prompt: string;
  notice_prompt: string | null;
  /** Who hangs up sooner has not really waited. */
  short_abandon_s: number;
}

export interface Queue extends QueueSettings {
  queue_id: string;
  version: number;
}

export interface AgentRouting {
  queue_ids: string[];
  skills: { skill_id: string; level: number }[];
}

export interface RoutedAgent extends AgentRouting {
  agent_id: string;
  number: string;
  name: string;
}

export interface LocalNetwork {
  id: string;
  name_zh: string;
  name_en: string;
}

export const keys = {
  queues: ['routing', 'queues'] as const,
  skills: ['routing', 'skills'] as const,
  agents: ['routing', 'agents'] as const,
  networks: ['local-networks'] as const,
};

export const queuesQuery = queryOptions({
  queryKey: keys.queues,
  queryFn: ({ signal }) => api.get<Queue[]>('/api/queues', signal),
});

export const skillsQuery = queryOptions({
  queryKey: keys.skills,
  queryFn: ({ signal }) => api.get<Skill[]>('/api/skills', signal),
});

export const agentsQuery = queryOptions({
  queryKey: keys.agents,
  queryFn: ({ signal }) => api.get<RoutedAgent[]>('/api/agents/routing', signal),
});

export const networksQuery = queryOptions({
  queryKey: keys.networks,
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => api.get<LocalNetwork[]>('/api/local_networks', signal),
});

export const addQueue = (queue: QueueSettings) => api.post<Queue>('/api/queues', queue);

export const changeQueue = (queueId: string, queue: QueueSettings, version: number) =>
  api.put<Queue>(`/api/queues/${queueId}`, { ...queue, version });

export const addSkill = (skill: Omit<Skill, 'skill_id'>) => api.post<Skill>('/api/skills', skill);

export const changeSkill = ({ skill_id, ...skill }: Skill) =>
  api.put<Skill>(`/api/skills/${skill_id}`, skill);

export const changeAgent = (agentId: string, routing: AgentRouting) =>
  api.put<RoutedAgent>(`/api/agents/${agentId}/routing`, routing);
