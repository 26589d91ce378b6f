import { useProblemMessage } from '@console/useProblemMessage';
import { api } from '@shared/api/client';
import { useText } from '@shared/i18n';
import type { BoardQueue, BoardScopes, QueueSwitch, SwitchKind } from '@shared/rt/board';
import { switchKinds } from '@shared/rt/board';
import type { Text } from '@shared/rt/events';
import { shortTime } from '@shared/ui/format';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery } from '@tanstack/react-query';
import { Button, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './dialogs.module.css';
import { endOf, type Length, lengths } from './rules';

interface Prompt {
  name: string;
  languages: string[];
  text: Text | null;
}

const promptsQuery = {
  queryKey: ['queue-switches', 'prompts'],
  queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Prompt[]>('/api/queue-switches/prompts', signal),
  staleTime: 60_000,
};

interface SwitchDialogProps {
  queue: BoardQueue;
  /** Where calls may overflow to. */
  queues: BoardScopes['queues'];
  isStale: boolean;
  onClose: () => void;
}

/** What a supervisor can switch for a queue while things are as they are; what is on stands there with who and when. */
export function SwitchDialog({ queue, queues, isStale, onClose }: SwitchDialogProps) {
  const { t } = useTranslation('board');
  const text = useText();
  return (
    <Modal
      open
      width={620}
      title={t('switches.title', { queue: text(queue.name) })}
      footer={null}
      onCancel={onClose}
    >
      <p className={styles.hint}>{t('switches.hint')}</p>
      {switchKinds.map((kind) => (
        <Switch key={kind} kind={kind} queue={queue} queues={queues} isStale={isStale} />
      ))}
    </Modal>
  );
}

type SwitchProps = Omit<SwitchDialogProps, 'onClose'> & { kind: SwitchKind };

function Switch({ kind, queue, queues, isStale }: SwitchProps) {
  const { t } = useTranslation('board');
  const say = useProblemMessage();
  const offline = useOffline();
  const on = queue.switches.find((each) => each.kind === kind);
  const [length, setLength] = useState<Length>('hour');
  const [target, setTarget] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const path = `/api/queues/${queue.queue_id}/switches/${kind}`;
  const run = async (command: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await command();
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };
  const switchOn = () =>
    run(() =>
      api.put(path, {
        until: endOf(length, Date.now())?.toISOString() ?? null,
        ...(kind === 'notice' && { prompt: target }),
        ...(kind === 'overflow' && { to_queue_id: target }),
      }),
    );
  const isTargeted = kind === 'notice' || kind === 'overflow';
  const isBlocked = isStale || offline !== null;
  return (
    <section className={styles.switch} data-on={on !== undefined} data-testid={`switch-${kind}`}>
      <div>
        <b>{t(`switches.${kind}`)}</b>
        <small>{on ? <Since on={on} queues={queues} /> : t(`switches.about.${kind}`)}</small>
      </div>
      {!on && isTargeted && (
        <Target kind={kind} queue={queue} queues={queues} value={target} onChange={setTarget} />
      )}
      {!on && (
        <Select
          size="small"
          aria-label={t('switches.length')}
          value={length}
          options={lengths.map((value) => ({ value, label: t(`switches.for.${value}`) }))}
          onChange={setLength}
        />
      )}
      <Button
        size="small"
        type={on ? 'default' : 'primary'}
        loading={isBusy}
        disabled={isBlocked || (!on && isTargeted && target === null)}
        title={offline ?? undefined}
        onClick={() => void (on ? run(() => api.delete(path)) : switchOn())}
        data-testid={`switch-${kind}-${on ? 'off' : 'on'}`}
      >
        {t(on ? 'switches.off' : 'switches.on')}
      </Button>
    </section>
  );
}

interface TargetProps {
  kind: 'notice' | 'overflow';
  queue: BoardQueue;
  queues: BoardScopes['queues'];
  value: string | null;
  onChange: (value: string) => void;
}

function Target({ kind, queue, queues, value, onChange }: TargetProps) {
  const { t } = useTranslation('board');
  const text = useText();
  const prompts = useQuery({ ...promptsQuery, enabled: kind === 'notice' });
  const options =
    kind === 'notice'
      ? (prompts.data ?? []).map((prompt) => ({
          value: prompt.name,
          label: prompt.text ? text(prompt.text) : prompt.name,
        }))
      : queues
          .filter(({ id }) => id !== queue.queue_id)
          .map(({ id, name, is_open }) => ({ value: id, label: text(name), disabled: !is_open }));
  return (
    <Select
      size="small"
      className={styles.target}
      aria-label={t(`switches.target.${kind}`)}
      placeholder={t(`switches.target.${kind}`)}
      popupMatchSelectWidth={360}
      showSearch={{ optionFilterProp: 'label' }}
      value={value}
      loading={kind === 'notice' && prompts.isPending}
      status={prompts.isError ? 'error' : ''}
      options={options}
      onChange={onChange}
      data-testid={`switch-${kind}-target`}
    />
  );
}

/** Who has switched it on, when, and until when it holds. */
function Since({ on, queues }: { on: QueueSwitch; queues: BoardScopes['queues'] }) {
  const { t } = useTranslation('board');
  const text = useText();
  const to = queues.find(({ id }) => id === on.to_queue_id);
  const facts = [
    t('switches.since', { who: on.set_by, time: shortTime(on.set_at_ms) }),
    on.until_ms === null ? t('switches.open') : t('switches.until', { time: shortTime(on.until_ms) }),
    to && `→ ${text(to.name)}`,
    on.prompt,
  ];
  return <>{facts.filter(Boolean).join(' · ')}</>;
}
