import { useProblemText } from '@shared/api/useProblemText';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { agentsQuery, changeAgent, type RoutedAgent } from './api';
import { isChanged, isValid, type RoutingDraft, routingDraft, routingOf } from './levels';

type ByAgent<T> = Record<string, T>;

const omit = <T>(all: ByAgent<T>, id: string): ByAgent<T> =>
  Object.fromEntries(Object.entries(all).filter(([each]) => each !== id));

/** The matrix while it is written: rows that differ from what is stored, and which of them could not be saved. */
export function useMatrix(agents: RoutedAgent[]) {
  const queryClient = useQueryClient();
  const problem = useProblemText();
  const [drafts, setDrafts] = useState<ByAgent<RoutingDraft>>({});
  const [failures, setFailures] = useState<ByAgent<string>>({});
  const [isBusy, setBusy] = useState(false);

  const draftOf = (agent: RoutedAgent) => drafts[agent.agent_id] ?? routingDraft(agent);
  const changed = agents.filter((agent) => {
    const draft = drafts[agent.agent_id];
    return draft !== undefined && isChanged(agent, draft);
  });

  const change = (agent: RoutedAgent, part: Partial<RoutingDraft>) => {
    setDrafts((before) => ({
      ...before,
      [agent.agent_id]: { ...(before[agent.agent_id] ?? routingDraft(agent)), ...part },
    }));
    setFailures((before) => omit(before, agent.agent_id));
  };

  const discard = () => {
    setDrafts({});
    setFailures({});
  };

  const save = async () => {
    setBusy(true);
    for (const agent of changed) {
      try {
        const stored = await changeAgent(agent.agent_id, routingOf(draftOf(agent)));
        queryClient.setQueryData(agentsQuery.queryKey, (before) =>
          before?.map((each) => (each.agent_id === stored.agent_id ? stored : each)),
        );
        setDrafts((before) => omit(before, agent.agent_id));
      } catch (error) {
        setFailures((before) => ({ ...before, [agent.agent_id]: problem(error) }));
      }
    }
    setBusy(false);
  };

  const isSound = changed.every((agent) => isValid(draftOf(agent)));
  return { draftOf, changed, change, discard, save, failures, isBusy, isSound };
}
