import { EditOutlined } from '@ant-design/icons';
import { useText } from '@shared/i18n';
import { Unseen } from '@shared/ui/Unseen';
import { useTranslation } from 'react-i18next';
import type { Queue, RoutedAgent, Skill } from './api';
import { isLevel, type RoutingDraft, routingDraft } from './levels';
import styles from './routing.module.css';

interface AgentRowProps {
  agent: RoutedAgent;
  draft: RoutingDraft;
  skills: Skill[];
  queues: Queue[];
  isChanged: boolean;
  failure: string | undefined;
  onChange: (part: Partial<RoutingDraft>) => void;
  onServed: () => void;
}

export function AgentRow(props: AgentRowProps) {
  const { agent, draft, skills, queues, isChanged, failure, onChange, onServed } = props;
  const { t } = useTranslation('routing');
  const text = useText();
  const before = routingDraft(agent).levels;
  const served = queues.filter((queue) => draft.queue_ids.includes(queue.queue_id));
  const names =
    served.length === queues.length && queues.length > 1
      ? t('agent.allQueues')
      : served.map((queue) => text(queue.name)).join(t('comma'));
  return (
    <tr data-changed={isChanged} data-testid={`matrix-${agent.number}`}>
      <td className={styles.number}>{agent.number}</td>
      <th scope="row">
        {agent.name}
        {failure && (
          <small role="alert" className={styles.failure}>
            {failure}
          </small>
        )}
      </th>
      {skills.map((skill) => {
        const typed = draft.levels[skill.skill_id] ?? '';
        return (
          <td key={skill.skill_id} className={styles.level}>
            <input
              value={typed}
              inputMode="numeric"
              maxLength={2}
              placeholder="·"
              aria-label={t('agent.levelOf', { name: agent.name, skill: text(skill.name) })}
              aria-invalid={!isLevel(typed)}
              title={isLevel(typed) ? undefined : t('fault.range', { low: 0, high: 10 })}
              data-strong={Number(typed) >= STRONG}
              data-changed={Number(typed) !== Number(before[skill.skill_id] ?? '')}
              onFocus={(event) => event.target.select()}
              onChange={(event) =>
                onChange({ levels: { ...draft.levels, [skill.skill_id]: event.target.value } })
              }
            />
          </td>
        );
      })}
      <td className={styles.served}>
        <button
          type="button"
          onClick={onServed}
          title={served.map((queue) => text(queue.name)).join(t('comma'))}
        >
          <Unseen>{t('agent.editQueues', { name: agent.name })}</Unseen>
          <b>{served.length}</b>
          <span className={styles.names}>{names || t('agent.noQueues')}</span>
          <EditOutlined aria-hidden />
        </button>
      </td>
    </tr>
  );
}

const STRONG = 8;
