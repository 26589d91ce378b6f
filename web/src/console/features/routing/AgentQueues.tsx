import { useText } from '@shared/i18n';
import { Button, Checkbox, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Queue, RoutedAgent } from './api';
import styles from './routing.module.css';
import { isAbout } from './words';

const okId = { 'data-testid': 'served-ok' };

interface AgentQueuesProps {
  agent: RoutedAgent;
  queues: Queue[];
  chosen: string[];
  onChoose: (queueIds: string[]) => void;
  onClose: () => void;
}

/** The queues that an agent serves, to be ticked; saved with the row. */
export function AgentQueues({ agent, queues, chosen, onChoose, onClose }: AgentQueuesProps) {
  const { t } = useTranslation(['routing', 'ui']);
  const text = useText();
  const [ids, setIds] = useState(() => new Set(chosen));
  const [wanted, setWanted] = useState('');
  const found = queues.filter((queue) => isAbout(queue, wanted));
  const set = (queue: Queue[], isChosen: boolean) => {
    const next = new Set(ids);
    for (const { queue_id } of queue) isChosen ? next.add(queue_id) : next.delete(queue_id);
    setIds(next);
  };
  return (
    <Modal
      open
      width={720}
      title={t('agent.queuesOf', { name: agent.name, number: agent.number })}
      okText={t('agent.apply')}
      cancelText={t('ui:cancel')}
      okButtonProps={okId}
      onOk={() => {
        onChoose([...ids]);
        onClose();
      }}
      onCancel={onClose}
    >
      <div className={styles.ticking}>
        <Input
          value={wanted}
          type="search"
          autoFocus
          aria-label={t('find.queues')}
          placeholder={t('find.queues')}
          onChange={(event) => setWanted(event.target.value)}
        />
        <span role="status">{t('agent.chosen', { count: ids.size })}</span>
        <Button size="small" onClick={() => set(found, true)}>
          {t('agent.tickAll')}
        </Button>
        <Button size="small" onClick={() => set(found, false)}>
          {t('agent.tickNone')}
        </Button>
      </div>
      <div className={styles.ticks}>
        {found.map((queue) => (
          <Checkbox
            key={queue.queue_id}
            checked={ids.has(queue.queue_id)}
            onChange={(event) => set([queue], event.target.checked)}
          >
            {text(queue.name)}
          </Checkbox>
        ))}
        {found.length === 0 && t('nothingFound')}
      </div>
    </Modal>
  );
}
