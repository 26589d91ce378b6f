import { LockOutlined, QuestionCircleOutlined } from '@ant-design/icons';
import { Empty } from '@shared/ui/states';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import styles from './forbidden.module.css';

/** The 403 page of an address that this person may not open, and the 404 page of one that is not there. */
export function Forbidden({ isMissing = false }: { isMissing?: boolean }) {
  const { t } = useTranslation('shell');
  const key = isMissing ? 'missing' : 'forbidden';
  return (
    <section className={styles.forbidden} data-testid={key}>
      <Empty
        icon={isMissing ? <QuestionCircleOutlined /> : <LockOutlined />}
        title={t(`${key}.title`)}
        hint={t(`${key}.hint`)}
        action={<Link to="/">{t('backToStart')}</Link>}
      />
    </section>
  );
}
