import { PhoneOutlined, RollbackOutlined, SwapOutlined, UsergroupAddOutlined } from '@ant-design/icons';
import { calls } from '@shared/api/commands';
import type { CallView } from '@shared/rt/events';
import { useCauseWord } from '@shared/ui/causes';
import { useBlocked } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './callbar.module.css';
import { useCommand } from './useCommand';

interface ConsultationProps {
  call: CallView;
  consultation: NonNullable<CallView['consultation']>;
}

/** The second party while the customer waits: hand over, talk together, or go back. */
export function Consultation({ call, consultation }: ConsultationProps) {
  const { t } = useTranslation('callbar');
  const { run, pending } = useCommand(call);
  const blocked = useBlocked();
  const causeWord = useCauseWord();
  const { state, to, cause } = consultation;
  const button = (
    name: 'complete' | 'join' | 'back',
    icon: ReactNode,
    isReady: boolean,
    command: () => Promise<void>,
  ) => (
    <Button
      icon={icon}
      size="small"
      type={name === 'complete' ? 'primary' : 'default'}
      loading={pending === name}
      disabled={!isReady || blocked !== null}
      title={blocked ?? undefined}
      data-testid={`consultation-${name}`}
      onClick={() => void run(name, command)}
    >
      {t(`consultation.${name}`)}
    </Button>
  );
  return (
    <div className={styles.strip} data-state={state} data-testid="consultation">
      <PhoneOutlined aria-hidden />
      <span>
        {t('consultation.with')} <b>{to.label}</b>
      </span>
      <span data-testid="consultation-state">
        {state === 'failed' && cause
          ? t('consultation.failedBecause', { cause: causeWord(cause) })
          : t(`consultation.state.${state}`)}
      </span>
      <span className={styles.grow} />
      {button('complete', <SwapOutlined />, state !== 'failed', () => calls.completeTransfer(call.call_id))}
      {button('join', <UsergroupAddOutlined />, state === 'connected', () => calls.conference(call.call_id))}
      {button('back', <RollbackOutlined />, true, () => calls.backToCustomer(call.call_id))}
    </div>
  );
}

/** Who takes part in a conference. */
export function Parties({ call }: { call: CallView }) {
  const { t } = useTranslation('callbar');
  return (
    <div className={styles.strip} data-testid="parties">
      <UsergroupAddOutlined aria-hidden />
      <span>{t('inConference')}</span>
      {call.parties.map((party) => (
        <span key={`${party.role} ${party.label}`} className={styles.party}>
          {t(`role.${party.role}`)} <b>{party.label}</b>
        </span>
      ))}
    </div>
  );
}
