import { DownOutlined } from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { desk } from '@shared/api/commands';
import { useText } from '@shared/i18n';
import type { AgentView, Coded } from '@shared/rt/events';
import { isSignedOn } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { useStateWord } from '@shared/ui/AgentStateWord';
import { Elapsed } from '@shared/ui/Clock';
import { Unseen } from '@shared/ui/Unseen';
import { useOffline } from '@shared/ui/useBlocked';
import { Dropdown, type MenuProps } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from './shell.module.css';

/** The agent's state as the server has it, with its timer; a click asks for another one. */
export function StateButton() {
  const { t } = useTranslation('shell');
  const word = useStateWord();
  const say = useProblemMessage();
  const offline = useOffline();
  const agent = useDesk((state) => state.agent);
  const items = useItems(agent);
  const isLoaded = useDesk((state) => state.isLoaded);
  if (!isLoaded) return null;

  const choose: MenuProps['onClick'] = ({ key }) => void commandFor(key).catch(say);
  const state = agent?.state ?? 'null';
  const now = word(state, agent?.reason);
  const next = agent?.pending_state && word(agent.pending_state, agent.pending_reason);
  return (
    <Dropdown trigger={['click']} menu={{ items, onClick: choose }} disabled={offline !== null}>
      <button
        type="button"
        className={styles.state}
        data-state={state}
        data-pending={agent?.pending_state ?? undefined}
        data-testid="state-button"
        aria-haspopup="menu"
        aria-disabled={offline !== null}
        title={offline ?? undefined}
      >
        <i aria-hidden />
        <Unseen>{t('state')}</Unseen>
        <b>{now}</b>
        {next && (
          <span className={styles.pending}>
            <span aria-hidden>→</span>
            <Unseen>{t('then')}</Unseen> {next}
          </span>
        )}
        {agent && (
          <span aria-hidden data-testid="state-timer">
            <Elapsed sinceMs={agent.since_ms} />
          </span>
        )}
        <DownOutlined aria-hidden className={styles.caret} />
      </button>
    </Dropdown>
  );
}

const REASON = 'reason:';

function commandFor(key: string): Promise<void> {
  if (key === 'ready') return desk.ready();
  if (key === 'log_on') return desk.logOn();
  if (key === 'log_off') return desk.logOff();
  return desk.notReady(key.slice(REASON.length));
}

function useItems(agent: AgentView | null): MenuProps['items'] {
  const { t } = useTranslation(['shell', 'ui']);
  const text = useText();
  const reasons = useDesk((state) => state.config.reasons);
  if (!isSignedOn(agent)) return [{ key: 'log_on', label: t('logOn') }];
  const isHeldBack = agent.state === 'working_after_call' && agent.wrap_up_mode === 'mandatory';
  return [
    {
      key: 'ready',
      label: isHeldBack ? t('finishWrapUpFirst') : t('ui:state.ready'),
      disabled: isHeldBack || (agent.state === 'ready' && !agent.pending_state),
    },
    {
      key: 'not_ready',
      type: 'group',
      label: t('ui:state.not_ready'),
      children: reasons.map((reason: Coded) => ({ key: REASON + reason.code, label: text(reason.text) })),
    },
    { type: 'divider' },
    { key: 'log_off', label: t('logOff') },
  ];
}
