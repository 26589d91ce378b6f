import { useProblemMessage } from '@console/useProblemMessage';
import { agents } from '@shared/api/commands';
import type { ScreenEnd } from '@shared/rt/events';
import { tell } from '@shared/rt/store';
import { Skeleton } from '@shared/ui/states';
import { Alert, Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { pageId } from '../../runtime';
import './messages';
import { onScreenFrame, type ScreenFrame } from './frames';
import { Player } from './player';
import styles from './screen.module.css';

interface ScreenDialogProps {
  agent: { agent_id: string; name: string };
  onClose: () => void;
}

/** An agent's page as he sees it, masked, while he is told of it. Closing it ends it. */
export default function ScreenDialog({ agent, onClose }: ScreenDialogProps) {
  const { t } = useTranslation(['screen', 'ui']);
  const say = useProblemMessage();
  const root = useRef<HTMLDivElement>(null);
  const [hasPicture, setPicture] = useState(false);
  const [end, setEnd] = useState<ScreenEnd | null>(null);
  const close = useRef(onClose);
  close.current = onClose;

  useEffect(() => {
    const player = root.current ? new Player(root.current, agent.name, () => setPicture(true)) : null;
    let viewingId: string | null = null;
    let early: ScreenFrame[] = [];
    const hear = (frame: ScreenFrame) => {
      if (viewingId === null) early.push(frame);
      else if (frame.d.viewing_id !== viewingId) return;
      else if (frame.t === 'screen') player?.take(frame.d);
      else if (frame.t === 'screen_ended') setEnd(frame.d.reason);
    };
    const unfollow = onScreenFrame(hear);
    let isOver = false;
    agents.viewScreen(agent.agent_id, pageId).then(
      ({ viewing_id }) => {
        if (isOver) {
          tell({ t: 'screen_stop', d: { viewing_id } });
          return;
        }
        viewingId = viewing_id;
        for (const frame of early) hear(frame);
        early = [];
      },
      (error: unknown) => {
        if (isOver) return;
        say(error);
        close.current();
      },
    );
    const fit = () => player?.fit();
    addEventListener('resize', fit);
    return () => {
      isOver = true;
      unfollow();
      removeEventListener('resize', fit);
      if (viewingId !== null) tell({ t: 'screen_stop', d: { viewing_id: viewingId } });
      player?.stop();
    };
  }, [agent.agent_id, agent.name, say]);

  return (
    <Modal
      open
      centered
      width="min(1400px, 94vw)"
      title={t('title', { name: agent.name })}
      onCancel={onClose}
      maskClosable={false}
      footer={
        <Button type="primary" danger={end === null} onClick={onClose} data-testid="screen-stop">
          {end === null ? t('stop') : t('close')}
        </Button>
      }
    >
      <p className={styles.hint}>{t('hint')}</p>
      {end && <Alert type="info" showIcon title={t(`end.${end}`)} data-testid="screen-end" />}
      {!hasPicture && !end && <Skeleton />}
      <div ref={root} className={styles.screen} data-ended={end !== null} data-testid="agent-screen" />
    </Modal>
  );
}
