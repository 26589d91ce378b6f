import { useTranslation } from 'react-i18next';
import { useSessionLost } from '../api/session';
import { useDesk } from '../rt/store';

/** Why the server cannot be told anything right now, as a sentence; null when it can. */
export function useOffline(): string | null {
  const { t } = useTranslation('ui');
  const connection = useDesk((desk) => desk.connection);
  const { isLost } = useSessionLost();
  if (isLost) return t('blocked.session');
  return connection === 'online' ? null : t('blocked.offline');
}

/** Why no call can be controlled right now, as a sentence; null when calls can. */
export function useBlocked(): string | null {
  const { t } = useTranslation('ui');
  const isSwitchAvailable = useDesk((desk) => desk.switch.is_available);
  return useOffline() ?? (isSwitchAvailable ? null : t('blocked.switch'));
}
