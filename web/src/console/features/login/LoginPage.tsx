import { logOnAfterLogin } from '@console/runtime';
import { LanguageSwitch } from '@console/shell/LanguageSwitch';
import { Logo } from '@console/shell/Logo';
import { meQuery } from '@shared/api/session';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { LoginForm } from './LoginForm';
import styles from './login.module.css';

export function LoginPage() {
  const { t } = useTranslation('login');
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    document.title = t('title');
  }, [t]);

  return (
    <div className={styles.page}>
      <header className={styles.top}>
        <LanguageSwitch />
      </header>
      <main className={styles.card}>
        <div className={styles.brand}>
          <span className={styles.mark}>
            <Logo size={30} />
          </span>
          <div>
            <h1>{t('title')}</h1>
            <p>{t('subtitle')}</p>
          </div>
        </div>
        <LoginForm
          onDone={(me) => {
            queryClient.setQueryData(meQuery.queryKey, me);
            if (me.agent) logOnAfterLogin();
            void navigate({ to: '/' });
          }}
        />
      </main>
      <footer className={styles.foot}>{t('foot')}</footer>
    </div>
  );
}
