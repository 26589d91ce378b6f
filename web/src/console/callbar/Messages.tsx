import { MessageOutlined } from '@ant-design/icons';
import { desk } from '@shared/api/commands';
import { useDesk } from '@shared/rt/store';
import { useOffline } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './supervision.module.css';
import { useCommand } from './useCommand';

/** Lines of supervisors, on whatever page the agent is, until he has acknowledged them. */
export function Messages() {
  const { t } = useTranslation('callbar');
  const messages = useDesk((state) => state.messages);
  const offline = useOffline();
  const { run, pending } = useCommand(null);
  return (
    <section className={styles.messages} aria-label={t('messages.label')} aria-live="polite">
      {messages.map(({ message_id: id, sender, text, sent_at_ms: at }) => (
        <p key={id} data-testid="desk-message">
          <MessageOutlined aria-hidden />
          <b>{t('messages.from', { sender, time: clock(at) })}</b>
          <span>{text}</span>
          <Button
            size="small"
            loading={pending === id}
            disabled={offline !== null}
            title={offline ?? undefined}
            onClick={() => void run(id, () => desk.acknowledge(id))}
            data-testid="acknowledge-message"
          >
            {t('messages.acknowledge')}
          </Button>
        </p>
      ))}
    </section>
  );
}

const clock = (at: number) =>
  new Date(at).toLocaleTimeString('zh-CN', { hour: '2-digit', minute: '2-digit', hour12: false });
