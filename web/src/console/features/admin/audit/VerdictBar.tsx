import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import type { Entry, Verdict } from '../api';

interface VerdictBarProps {
  verdict: Verdict;
  onOpen: (entry: Entry) => void;
  onClose: () => void;
}

/** Whether the chain holds; if not, at which entry it breaks. The head is for whoever keeps it elsewhere. */
export function VerdictBar({ verdict, onOpen, onClose }: VerdictBarProps) {
  const { t } = useTranslation('admin');
  const { entries, head, broken_at, broken } = verdict;
  return (
    <Alert
      className={styles.verdict ?? ''}
      showIcon
      type={broken_at === null ? 'success' : 'error'}
      closable={{ onClose, 'aria-label': t('audit.dismiss') }}
      data-testid="audit-verdict"
      title={
        broken_at === null
          ? t('audit.whole', { count: entries })
          : t('audit.broken', { seq: broken_at, count: entries })
      }
      description={
        <>
          {broken_at !== null && <p>{t('audit.brokenHint', { seq: broken_at })}</p>}
          <p className={styles.head}>
            {t('audit.head')} <code>{head}</code>
          </p>
        </>
      }
      action={
        broken && (
          <Button size="small" danger onClick={() => onOpen(broken)} data-testid="audit-broken">
            {t('audit.show', { seq: broken.seq })}
          </Button>
        )
      }
    />
  );
}
