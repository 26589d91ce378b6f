import { PhoneFilled } from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { useCan } from '@shared/perm/Can';
import { isSignedOn } from '@shared/rt/reducer';
import { useDesk } from '@shared/rt/store';
import { useBlocked } from '@shared/ui/useBlocked';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

interface DialButtonProps {
  /** Has the server dial: it knows the number, whoever may not read it. */
  dial: () => Promise<unknown>;
  /** Why it cannot be done, beside what everybody needs. */
  reason?: string | null;
  /** The reason stands beside the button, not only in its tooltip. */
  isExplained?: boolean;
  testId: string;
}

/** Calls somebody; the agent's own phone is taken off first. Absent for who may not call. */
export function DialButton({ dial, reason = null, isExplained = false, testId }: DialButtonProps) {
  const { t } = useTranslation('handling');
  const say = useProblemMessage();
  const blocked = useBlocked();
  const mayDial = useCan('call.outbound');
  const isOn = useDesk((desk) => isSignedOn(desk.agent));
  const [isBusy, setBusy] = useState(false);
  if (!mayDial) return null;
  const why = blocked ?? (isOn ? null : t('dial.signOnFirst')) ?? reason;
  const call = async () => {
    setBusy(true);
    try {
      await dial();
    } catch (error) {
      say(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        size="small"
        type="primary"
        icon={<PhoneFilled />}
        loading={isBusy}
        disabled={why !== null}
        title={why ?? undefined}
        onClick={() => void call()}
        data-testid={testId}
      >
        {t('dial.call')}
      </Button>
      {isExplained && why && <small> {why}</small>}
    </>
  );
}
