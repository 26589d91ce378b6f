import { useText } from '@shared/i18n';
import { Can } from '@shared/perm/Can';
import type { BoardAgent, BoardQueue } from '@shared/rt/board';
import { AgentStateWord, useStateWord } from '@shared/ui/AgentStateWord';
import { Elapsed } from '@shared/ui/Clock';
import { useOffline } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { AssignDrawer } from './AssignDrawer';
import styles from './board.module.css';
import { type Force, ForceDialog } from './ForceDialog';
import { MessageDialog } from './MessageDialog';
import { Supervise } from './Supervise';

const ScreenDialog = lazy(() => import('../screen/ScreenDialog'));

interface SelectedProps {
  agent: BoardAgent;
  queues: BoardQueue[];
  isStale: boolean;
}

const forces: Force[] = ['ready', 'notReady', 'logOff'];
const testIds = { ready: 'force-ready', notReady: 'force-not-ready', logOff: 'force-log-off' } as const;

/** The chosen agent, and what a supervisor may do to him. */
export function Selected({ agent, queues, isStale }: SelectedProps) {
  const { t } = useTranslation('board');
  const text = useText();
  const offline = useOffline();
  const [force, setForce] = useState<Force | null>(null);
  const [isWriting, setWriting] = useState(false);
  const [isViewing, setViewing] = useState(false);
  const [isAssigning, setAssigning] = useState(false);
  const isOff = agent.state === 'null';
  const isBlocked = isOff || isStale || offline !== null;
  const title = offline ?? undefined;
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
      <About agent={agent} served={served} />
      <Supervise agent={agent} isStale={isStale} />
      <Can do="agent.view_screen">
        <Button
          size="small"
          disabled={isBlocked}
          title={title}
          onClick={() => setViewing(true)}
          data-testid="view-screen"
        >
          {t('screen.view')}
        </Button>
      </Can>
      <Can do="agent.message">
        <Button
          size="small"
          disabled={isBlocked}
          title={title}
          onClick={() => setWriting(true)}
          data-testid="message"
        >
          {t('message.action')}
        </Button>
      </Can>
      <Can do="agent.assign">
        <Button
          size="small"
          disabled={isBlocked}
          title={title}
          onClick={() => setAssigning(true)}
          data-testid="assign"
        >
          {t('assign.action')}
        </Button>
      </Can>
      <Can do="agent.force_state">
        {forces.map((each) => (
          <Button
            key={each}
            size="small"
            danger={each === 'logOff'}
            disabled={isBlocked || (each === 'ready' && agent.state === 'ready')}
            title={title}
            onClick={() => setForce(each)}
            data-testid={testIds[each]}
          >
            {t(`force.${each}`)}
          </Button>
        ))}
      </Can>
      {isViewing && (
        <Suspense fallback={null}>
          <ScreenDialog agent={agent} onClose={() => setViewing(false)} />
        </Suspense>
      )}
      {isAssigning && <AssignDrawer agent={agent} onClose={() => setAssigning(false)} />}
      <ForceDialog agent={agent} force={force} onClose={() => setForce(null)} />
      <MessageDialog agent={agent} isOpen={isWriting} onClose={() => setWriting(false)} />
    </div>
  );
}

/** Who is beside him, what he has been told, what becomes of him after the call; else what he serves. */
function About({ agent, served }: { agent: BoardAgent; served: string[] }) {
  const { t } = useTranslation('board');
  const word = useStateWord();
  const told = [
    ...agent.monitors.map(({ label, participation }) => t(`monitor.by.${participation}`, { who: label })),
    ...(agent.pending_state ? [t('force.pending', { state: word(agent.pending_state) })] : []),
    ...(agent.unread_messages > 0 ? [t('message.unread', { count: agent.unread_messages })] : []),
  ];
  const shown = [...told, agent.group, ...served].filter(Boolean).join(' · ');
  return (
    <span className={styles.served} title={shown} data-testid="selected-about">
      {shown}
    </span>
  );
}
