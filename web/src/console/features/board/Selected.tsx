import { useProblemMessage } from '@console/useProblemMessage';
import { agents } from '@shared/api/commands';
import { useText } from '@shared/i18n';
import { Can } from '@shared/perm/Can';
import type { BoardAgent, BoardQueue } from '@shared/rt/events';
import { useDesk } from '@shared/rt/store';
import { AgentStateWord } from '@shared/ui/AgentStateWord';
import { Elapsed } from '@shared/ui/Clock';
import { useOffline } from '@shared/ui/useBlocked';
import { Button, Modal, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './board.module.css';

const confirmId = { 'data-testid': 'force-confirm' };

type Force = 'notReady' | 'logOff';

interface SelectedProps {
  agent: BoardAgent;
  queues: BoardQueue[];
  isStale: boolean;
}

/** The chosen agent, and what a supervisor may do to him. */
export function Selected({ agent, queues, isStale }: SelectedProps) {
  const { t } = useTranslation('board');
  const text = useText();
  const offline = useOffline();
  const [force, setForce] = useState<Force | null>(null);
  const isOff = agent.state === 'null';
  const served = queues
    .filter((queue) => agent.queues.includes(queue.queue_id))
    .map((queue) => text(queue.name));
  return (
    <div className={styles.selected} data-testid="selected-agent">
      <b>
        {agent.name} {agent.number}
      </b>
      <AgentStateWord state={agent.state} reason={agent.reason} />
      {!isOff && (
        <span>
          <Elapsed sinceMs={agent.since_ms} />
        </span>
      )}
      <span className={styles.served}>{[agent.group, ...served].filter(Boolean).join(' · ')}</span>
      <Can do="agent.force_state">
        <Button
          size="small"
          disabled={isOff || isStale || offline !== null}
          title={offline ?? undefined}
          onClick={() => setForce('notReady')}
          data-testid="force-not-ready"
        >
          {t('force.notReady')}
        </Button>
        <Button
          size="small"
          danger
          disabled={isOff || isStale || offline !== null}
          title={offline ?? undefined}
          onClick={() => setForce('logOff')}
          data-testid="force-log-off"
        >
          {t('force.logOff')}
        </Button>
      </Can>
      <ForceDialog agent={agent} force={force} onClose={() => setForce(null)} />
    </div>
  );
}

interface ForceDialogProps {
  agent: BoardAgent;
  force: Force | null;
  onClose: () => void;
}

/** Asks for a reason first: what is forced is audited. */
function ForceDialog({ agent, force, onClose }: ForceDialogProps) {
  const { t } = useTranslation(['board', 'ui']);
  const text = useText();
  const say = useProblemMessage();
  const reasons = useDesk((desk) => desk.config.reasons);
  const [reason, setReason] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const confirm = async () => {
    if (!force || !reason) return;
    setBusy(true);
    try {
      await (force === 'notReady' ? agents.forceNotReady : agents.forceLogOff)(agent.agent_id, reason);
      onClose();
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      open={force !== null}
      onCancel={onClose}
      onOk={() => void confirm()}
      afterClose={() => setReason(null)}
      okText={t('force.confirm')}
      cancelText={t('ui:cancel')}
      okButtonProps={{ danger: true, disabled: reason === null, loading: isBusy, ...confirmId }}
      title={t(`force.${force ?? 'notReady'}Title`, { name: agent.name })}
      width={420}
    >
      <p>{t(`force.${force ?? 'notReady'}Hint`)}</p>
      <Radio.Group
        aria-label={t('force.reason')}
        value={reason}
        onChange={(event) => setReason(String(event.target.value))}
        options={reasons.map(({ code, text: name }) => ({ value: code, label: text(name) }))}
        className={styles.reasons}
      />
    </Modal>
  );
}
