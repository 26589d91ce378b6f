import { useProblemMessage } from '@console/useProblemMessage';
import { api } from '@shared/api/client';
import { useText } from '@shared/i18n';
import type { BoardAgent } from '@shared/rt/board';
import type { Text } from '@shared/rt/events';
import { Loaded } from '@shared/ui/Loaded';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery } from '@tanstack/react-query';
import { App, Button, Checkbox, Drawer, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './dialogs.module.css';

interface Serving {
  queue_ids: string[];
  skills: { skill_id: string; level: number }[];
}

interface Assignment extends Serving {
  agent_id: string;
  queues: { queue_id: string; name: Text }[];
  known_skills: { skill_id: string; name: Text }[];
}

interface AssignDrawerProps {
  agent: BoardAgent;
  onClose: () => void;
}

/** Which queues the agent serves and what he can do: changed here it holds for the next call. */
export function AssignDrawer({ agent, onClose }: AssignDrawerProps) {
  const { t } = useTranslation('board');
  const path = `/api/agents/${agent.agent_id}/assignment`;
  const query = useQuery({
    queryKey: ['assignment', agent.agent_id],
    queryFn: ({ signal }) => api.get<Assignment>(path, signal),
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <Drawer open size={460} title={t('assign.title', { name: agent.name })} onClose={onClose}>
      <Loaded queries={[query]}>
        {() =>
          query.data && (
            <Choices
              key={query.dataUpdatedAt}
              found={query.data}
              path={path}
              name={agent.name}
              onClose={onClose}
              onChanged={() => void query.refetch()}
            />
          )
        }
      </Loaded>
    </Drawer>
  );
}

interface ChoicesProps {
  found: Assignment;
  path: string;
  name: string;
  onClose: () => void;
  /** He is not as he was when this was opened. */
  onChanged: () => void;
}

function Choices({ found, path, name, onClose, onChanged }: ChoicesProps) {
  const { t } = useTranslation(['board', 'ui']);
  const text = useText();
  const { message } = App.useApp();
  const say = useProblemMessage();
  const offline = useOffline();
  const was: Serving = { queue_ids: found.queue_ids, skills: found.skills };
  const [queueIds, setQueueIds] = useState(found.queue_ids);
  const [levels, setLevels] = useState(
    () => new Map(found.skills.map((each) => [each.skill_id, each.level])),
  );
  const [isBusy, setBusy] = useState(false);
  const isChanged =
    queueIds.toSorted().join() !== found.queue_ids.toSorted().join() ||
    [...levels].toSorted().join() !==
      found.skills
        .map(({ skill_id, level }) => [skill_id, level])
        .toSorted()
        .join();
  const put = (skillId: string, level: number | null) =>
    setLevels((before) => {
      const after = new Map(before);
      if (level === null) after.delete(skillId);
      else after.set(skillId, level);
      return after;
    });
  const save = async () => {
    setBusy(true);
    try {
      const skills = [...levels].map(([skill_id, level]) => ({ skill_id, level }));
      await api.put(path, { queue_ids: queueIds, skills, was });
      void message.success(t('assign.done', { name }));
      onClose();
    } catch (error) {
      say(error);
      onChanged();
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.assign}>
      <p>{t('assign.hint')}</p>
      <h3>{t('assign.queues')}</h3>
      <Checkbox.Group
        className={styles.reasons}
        value={queueIds}
        options={found.queues.map(({ queue_id, name: words }) => ({ value: queue_id, label: text(words) }))}
        onChange={setQueueIds}
      />
      <h3>{t('assign.skills')}</h3>
      {found.known_skills.map(({ skill_id, name: words }) => (
        <div key={skill_id} className={styles.skill}>
          <Checkbox
            checked={levels.has(skill_id)}
            onChange={(event) => put(skill_id, event.target.checked ? 5 : null)}
          >
            {text(words)}
          </Checkbox>
          <InputNumber
            size="small"
            min={1}
            max={10}
            precision={0}
            aria-label={t('assign.level', { skill: text(words) })}
            disabled={!levels.has(skill_id)}
            value={levels.get(skill_id) ?? null}
            onChange={(level) => level !== null && put(skill_id, level)}
          />
        </div>
      ))}
      <div className={styles.foot}>
        <Button onClick={onClose}>{t('ui:cancel')}</Button>
        <Button
          type="primary"
          disabled={!isChanged || offline !== null}
          title={offline ?? undefined}
          loading={isBusy}
          onClick={() => void save()}
          data-testid="assign-save"
        >
          {t('assign.save')}
        </Button>
      </div>
    </div>
  );
}
