import { PhoneOutlined } from '@ant-design/icons';
import { ShortTasks } from '@console/features/tasks/ShortTasks';
import { useText } from '@shared/i18n';
import type { CallView } from '@shared/rt/events';
import { useCall, useDesk } from '@shared/rt/store';
import { useOtherParty } from '@shared/rt/useOtherParty';
import { Elapsed } from '@shared/ui/Clock';
import { phoneNumber } from '@shared/ui/format';
import { useHotkeys } from '@shared/ui/useHotkeys';
import { useNavigate } from '@tanstack/react-router';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './desk.module.css';

/** What the agent has in hand. */
export function InteractionList() {
  const { t } = useTranslation('desk');
  const calls = useDesk((desk) => desk.calls);
  const current = useCall();
  const list = useRef<HTMLElement>(null);
  useHotkeys({ 'Alt+1': () => list.current?.focus() });
  return (
    <nav ref={list} id="interactions" tabIndex={-1} className={styles.list} aria-label={t('list.title')}>
      <header>
        <h2>{t('list.title')}</h2>
        <span>{calls.length}</span>
      </header>
      {calls.length === 0 && <p className={styles.listEmpty}>{t('list.empty')}</p>}
      {calls.map((call) => (
        <Interaction key={call.call_id} call={call} isCurrent={call === current} />
      ))}
      <ShortTasks place="side" />
    </nav>
  );
}

function Interaction({ call, isCurrent }: { call: CallView; isCurrent: boolean }) {
  const { t } = useTranslation(['desk', 'ui']);
  const text = useText();
  const navigate = useNavigate();
  const number = useOtherParty(call);
  const who = call.customer?.name ?? (number ? phoneNumber(number) : t('ui:withheld'));
  return (
    <button
      type="button"
      className={styles.interaction}
      aria-current={isCurrent || undefined}
      data-phase={call.phase}
      data-testid="interaction"
      onClick={() => void navigate({ to: '/', search: {} })}
    >
      <span className={styles.channel} aria-hidden>
        <PhoneOutlined />
      </span>
      <b>{who}</b>
      <time aria-hidden>
        <Elapsed sinceMs={call.answered_at_ms ?? call.offered_at_ms} />
      </time>
      <span className={styles.what}>
        {[t(`phase.${call.phase}`), text(call.queue?.name)].filter(Boolean).join(' · ')}
      </span>
    </button>
  );
}
