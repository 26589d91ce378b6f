import { calls, type Target } from '@shared/api/commands';
import { useText } from '@shared/i18n';
import { useDesk, useTopic } from '@shared/rt/store';
import { AgentStateWord } from '@shared/ui/AgentStateWord';
import { Elapsed } from '@shared/ui/Clock';
import { freeFirst, matches } from '@shared/ui/directory';
import { Empty, Skeleton } from '@shared/ui/states';
import { useBlocked } from '@shared/ui/useBlocked';
import { Button, Input, Modal, Tabs } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './callbar.module.css';
import { useCommand } from './useCommand';

export type TransferIntent = 'transfer' | 'conference';

interface TransferDialogProps {
  intent: TransferIntent | null;
  callId: string;
  onClose: () => void;
}

/** Where to: a colleague (free ones first), a queue, or a number outside; at once, or after asking. */
export function TransferDialog({ intent, callId, onClose }: TransferDialogProps) {
  const { t } = useTranslation('callbar');
  const blocked = useBlocked();
  const { run, pending } = useCommand(null);
  const start = async (name: string, command: () => Promise<unknown>) => {
    if (await run(name, command)) onClose();
  };
  const actions = (to: Target, isFree = true): ReactNode => {
    const key = 'id' in to ? to.id : to.number;
    const isDisabled = !isFree || blocked !== null;
    return (
      <span className={styles.actions}>
        <Button
          size="small"
          disabled={isDisabled}
          title={blocked ?? undefined}
          loading={pending === `consult ${key}`}
          data-testid="transfer-consult"
          onClick={() => void start(`consult ${key}`, () => calls.consult(callId, to))}
        >
          {t(intent === 'conference' ? 'transfer.invite' : 'transfer.consult')}
        </Button>
        {intent === 'transfer' && (
          <Button
            size="small"
            type="primary"
            disabled={isDisabled}
            title={blocked ?? undefined}
            loading={pending === `blind ${key}`}
            data-testid="transfer-blind"
            onClick={() => void start(`blind ${key}`, () => calls.transfer(callId, to))}
          >
            {t('transfer.blind')}
          </Button>
        )}
      </span>
    );
  };
  return (
    <Modal
      open={intent !== null}
      onCancel={onClose}
      footer={null}
      width={620}
      destroyOnHidden
      title={t(`transfer.title.${intent ?? 'transfer'}`)}
    >
      <Tabs
        size="small"
        items={[
          { key: 'agents', label: t('transfer.agents'), children: <Agents actions={actions} /> },
          { key: 'queues', label: t('transfer.queues'), children: <Queues actions={actions} /> },
          { key: 'outside', label: t('transfer.outside'), children: <Outside actions={actions} /> },
        ]}
      />
    </Modal>
  );
}

type Actions = (to: Target, isFree?: boolean) => ReactNode;

function Agents({ actions }: { actions: Actions }) {
  const { t } = useTranslation('callbar');
  useTopic('directory');
  const [wanted, setWanted] = useState('');
  const directory = useDesk((desk) => desk.directory);
  const me = useDesk((desk) => desk.agent?.agent_id);
  if (!directory) return <Skeleton lines={5} />;
  const shown = freeFirst(directory.filter((agent) => agent.agent_id !== me && matches(agent, wanted)));
  return (
    <div className={styles.choice}>
      <Input
        allowClear
        autoFocus
        aria-label={t('transfer.find')}
        placeholder={t('transfer.find')}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
        data-testid="transfer-find"
      />
      <ul className={styles.targets}>
        {shown.map((agent) => (
          <li key={agent.agent_id} data-testid={`target-${agent.number}`}>
            <b>{agent.name}</b>
            <span>{agent.number}</span>
            <span className={styles.group}>{agent.group}</span>
            <span className={styles.target}>
              <AgentStateWord state={agent.state} /> <Elapsed sinceMs={agent.since_ms} />
            </span>
            {actions({ kind: 'agent', id: agent.agent_id }, agent.state === 'ready')}
          </li>
        ))}
      </ul>
      {shown.length === 0 && <Empty title={t('transfer.nobody')} />}
    </div>
  );
}

function Queues({ actions }: { actions: Actions }) {
  const { t } = useTranslation('callbar');
  const text = useText();
  const queues = useDesk((desk) => desk.queues);
  if (queues.length === 0) return <Empty title={t('transfer.noQueue')} />;
  return (
    <ul className={styles.targets}>
      {queues.map((queue) => (
        <li key={queue.queue_id} data-testid={`target-queue-${queue.queue_id}`}>
          <b>{text(queue.name)}</b>
          <span className={styles.target}>
            {t('transfer.queueLoad', { waiting: queue.waiting, ready: queue.ready_agents })}
          </span>
          {actions({ kind: 'queue', id: queue.queue_id })}
        </li>
      ))}
    </ul>
  );
}

function Outside({ actions }: { actions: Actions }) {
  const { t } = useTranslation('callbar');
  const [number, setNumber] = useState('');
  const dialable = number.replace(/[\s-]/g, '');
  return (
    <div className={styles.outside}>
      <Input
        autoFocus
        inputMode="tel"
        aria-label={t('transfer.number')}
        placeholder={t('transfer.number')}
        value={number}
        onChange={(event) => setNumber(event.target.value)}
        data-testid="transfer-number"
      />
      {actions({ kind: 'outside', number: dialable }, /^\+?\d{3,20}$/.test(dialable))}
    </div>
  );
}
