import { Logo } from '@console/shell/Logo';
import { PanelError } from '@shared/ui/states';
import { useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from './login.module.css';

/** Shown when the page cannot even learn who is logged in. */
export function StartFailed({ error }: { error: unknown }) {
  const { t } = useTranslation('login');
  const router = useRouter();
  return (
    <div className={styles.page}>
      <main className={styles.card}>
        <div className={styles.brand}>
          <span className={styles.mark}>
            <Logo size={30} />
          </span>
          <h1>{t('unreachable')}</h1>
        </div>
        <PanelError error={error} onRetry={() => void router.invalidate()} />
      </main>
    </div>
  );
}
