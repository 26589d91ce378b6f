import { Button, Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import type { EntriesWanted, Entry } from '../api';
import { useAuditWords } from '../words';
import { moment } from './moment';

interface EntryDrawerProps {
  entry: Entry;
  /** Show what else was done by the same person, or to the same thing. */
  onFollow: (wanted: Partial<EntriesWanted>) => void;
  onClose: () => void;
}

/** One entry with all that it says. */
export function EntryDrawer({ entry, onFollow, onClose }: EntryDrawerProps) {
  const { t } = useTranslation('admin');
  const words = useAuditWords();
  const { actor_id, subject_kind, subject_id } = entry;
  return (
    <Drawer open size={560} title={t('audit.entry', { seq: entry.seq })} onClose={onClose}>
      <dl className={styles.entry} data-testid="audit-entry">
        <dt>{t('audit.at')}</dt>
        <dd>{moment(entry.at)}</dd>
        <dt>{t('audit.actor')}</dt>
        <dd>
          {entry.actor_name ? `${entry.actor_name} (${entry.actor_login})` : entry.actor_login}
          {actor_id && (
            <Button
              size="small"
              type="link"
              onClick={() => onFollow({ actor_id })}
              data-testid="follow-actor"
            >
              {t('audit.sameActor')}
            </Button>
          )}
        </dd>
        <dt>{t('audit.action')}</dt>
        <dd>
          {words.action(entry.action)} <code>{entry.action}</code>
        </dd>
        <dt>{t('audit.subject')}</dt>
        <dd>
          {words.kind(subject_kind)} {entry.subject_name}
          {subject_id && <code>{subject_id}</code>}
          {subject_id && (
            <Button
              size="small"
              type="link"
              onClick={() => onFollow({ subject_kind, subject_id })}
              data-testid="follow-subject"
            >
              {t('audit.sameSubject')}
            </Button>
          )}
        </dd>
        <dt>{t('audit.detail')}</dt>
        <dd>
          {Object.keys(entry.detail).length === 0 ? (
            t('audit.noDetail')
          ) : (
            <pre>{JSON.stringify(entry.detail, null, 2)}</pre>
          )}
        </dd>
        <dt>{t('audit.hash')}</dt>
        <dd>
          <code>{entry.hash}</code>
        </dd>
      </dl>
    </Drawer>
  );
}
