import { dayAndTime, timeOfDay } from '@console/features/calls/times';
import { useProblemMessage } from '@console/useProblemMessage';
import { Pill } from '@shared/ui/Pill';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Drawer, Popconfirm } from 'antd';
import { useTranslation } from 'react-i18next';
import { cancel, type Detail, detailQuery, keys, sendAgain } from './api';
import styles from './messages.module.css';
import { tones, useMessageWords } from './words';

interface MessageDrawerProps {
  messageId: string;
  onOpen: (messageId: string) => void;
  onClose: () => void;
}

const repeatable = ['undeliverable', 'expired', 'cancelled', 'unknown'];

/** One message: its words, its parts, its history, and what was answered. */
export function MessageDrawer({ messageId, onOpen, onClose }: MessageDrawerProps) {
  const { t } = useTranslation('messages');
  const { data, error, refetch } = useQuery(detailQuery(messageId));
  const title = data ? t('detail.of', { time: dayAndTime(data.created_at) }) : t('detail.title');
  return (
    <Drawer
      open
      size={600}
      title={title}
      onClose={onClose}
      extra={data && <Actions message={data} onOpen={onOpen} />}
    >
      {error && !data && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton lines={10} />}
      {data && <Content message={data} />}
    </Drawer>
  );
}

function Actions({ message, onOpen }: { message: Detail; onOpen: (messageId: string) => void }) {
  const { t } = useTranslation(['messages', 'ui']);
  const client = useQueryClient();
  const tell = useProblemMessage();
  const fresh = () => client.invalidateQueries({ queryKey: keys.all });
  const again = useMutation({
    mutationFn: () => sendAgain(message.id),
    onSuccess: ({ message_id }) => onOpen(message_id),
    onError: tell,
    onSettled: fresh,
  });
  const stop = useMutation({ mutationFn: () => cancel(message.id), onError: tell, onSettled: fresh });
  if (message.state === 'queued')
    return (
      <Button onClick={() => stop.mutate()} loading={stop.isPending} data-testid="message-cancel">
        {t('detail.cancel')}
      </Button>
    );
  if (!repeatable.includes(message.state)) return null;
  return (
    <Popconfirm
      title={t('detail.againTitle')}
      description={t(message.state === 'unknown' ? 'detail.againDoubt' : 'detail.againHint')}
      okText={t('detail.again')}
      cancelText={t('ui:cancel')}
      onConfirm={() => again.mutate()}
    >
      <Button loading={again.isPending} data-testid="message-again">
        {t('detail.again')}
      </Button>
    </Popconfirm>
  );
}

function Content({ message }: { message: Detail }) {
  const { t } = useTranslation('messages');
  const words = useMessageWords();
  const facts = [
    [
      t('column.state'),
      <Pill key="state" tone={tones[message.state]}>
        {words.state(message.state)}
      </Pill>,
    ],
    [t('column.to'), words.number(message.to)],
    [t('column.purpose'), words.purpose(message.purpose)],
    [t('detail.template'), message.template_code || '—'],
    [t('detail.validUntil'), dayAndTime(message.valid_until)],
    [t('detail.gateway'), message.gateway || '—'],
  ] as const;
  return (
    <div className={styles.detail} data-testid="message-detail">
      {message.state === 'unknown' && (
        <Alert type="warning" showIcon title={t('detail.unknown')} description={t('detail.unknownHint')} />
      )}
      <dl className={styles.facts}>
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3>{t('column.text')}</h3>
      <p className={styles.words}>{message.text}</p>
      {message.parts.length > 1 && (
        <>
          <h3>{t('column.parts')}</h3>
          <ol className={styles.history}>
            {message.parts.map(({ position, state, error }) => (
              <li key={position}>
                <span>{t('detail.part', { position, parts: message.parts.length })}</span>
                <span>{error ? `${words.part(state)} · ${words.reason(error)}` : words.part(state)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
      <h3>{t('detail.history')}</h3>
      <ol className={styles.history} aria-label={t('detail.history')}>
        {message.events.map((event) => (
          <li key={`${event.at} ${event.kind} ${event.detail.position}`}>
            <time dateTime={event.at}>{timeOfDay(event.at)}</time>
            <span>{words.event(event)}</span>
          </li>
        ))}
      </ol>
      {message.replies.length > 0 && <h3>{t('detail.replies')}</h3>}
      {message.replies.map(({ id, at, text }) => (
        <p key={id} className={styles.words}>
          <time dateTime={at}>{dayAndTime(at)}</time> {text}
        </p>
      ))}
    </div>
  );
}
