import { CheckCircleOutlined, LoginOutlined } from '@ant-design/icons';
import { desk } from '@shared/api/commands';
import { useText } from '@shared/i18n';
import { isSignedOn } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { useStateWord } from '@shared/ui/AgentStateWord';
import { useTranslation } from 'react-i18next';
import { ControlButton } from './ControlButton';
import styles from './callbar.module.css';
import { useCommand } from './useCommand';

/** Between calls: what the agent waits for, and the one step that makes calls come. */
export function IdleBar() {
  const { t } = useTranslation('callbar');
  const text = useText();
  const word = useStateWord();
  const { run, pending } = useCommand(null);
  const agent = useDesk((state) => state.agent);
  const queues = useDesk((state) => state.queues);
  const state = agent?.state ?? 'null';
  const waiting = queues.filter((queue) => queue.waiting > 0).sort((a, b) => b.waiting - a.waiting);
  return (
    <div className={styles.row}>
      <div className={styles.idle}>
        <b>{state === 'ready' ? t('idle.ready') : word(state, agent?.reason)}</b>
        {state === 'ready' && waiting.length === 0 && (
          <span>{t('idle.nobody', { count: queues.length })}</span>
        )}
        {state !== 'ready' && <span>{t(state === 'null' ? 'idle.signedOut' : 'idle.notReady')}</span>}
      </div>
      <dl className={styles.queues}>
        {waiting.map((queue) => (
          <div key={queue.queue_id}>
            <dt>{text(queue.name)}</dt>
            <dd data-waiting>{t('idle.waiting', { count: queue.waiting })}</dd>
          </div>
        ))}
      </dl>
      <div className={styles.controls}>
        {!isSignedOn(agent) && (
          <ControlButton
            kind="answer"
            icon={<LoginOutlined />}
            label={t('idle.logOn')}
            testId="go-log-on"
            isPending={pending === 'logOn'}
            onClick={() => void run('logOn', desk.logOn)}
          />
        )}
        {agent?.state === 'not_ready' && (
          <ControlButton
            kind="answer"
            icon={<CheckCircleOutlined />}
            label={t('idle.goReady')}
            testId="go-ready"
            isPending={pending === 'ready'}
            onClick={() => void run('ready', desk.ready)}
          />
        )}
      </div>
    </div>
  );
}
