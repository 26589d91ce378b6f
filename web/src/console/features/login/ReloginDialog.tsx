import { type Me, meQuery, useSessionLost } from '@shared/api/session';
import { useQueryClient } from '@tanstack/react-query';
import { Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { LoginForm } from './LoginForm';

/** Over the mounted page: the call and everything typed stay while the person logs in again. */
export function ReloginDialog({ me, onDone }: { me: Me; onDone: () => void }) {
  const { t } = useTranslation('login');
  const queryClient = useQueryClient();
  const { isLost } = useSessionLost();
  return (
    <Modal
      open={isLost}
      title={t('expired')}
      footer={null}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      width={380}
      destroyOnHidden
    >
      <div data-testid="relogin-dialog">
        <p>{t('expiredHint', { name: me.person.name })}</p>
        <LoginForm
          known={{ tenant: me.tenant.code, login: me.person.login }}
          onDone={(fresh) => {
            queryClient.setQueryData(meQuery.queryKey, fresh);
            useSessionLost.setState({ isLost: false });
            onDone();
          }}
        />
      </div>
    </Modal>
  );
}
