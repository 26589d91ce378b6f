import { useText } from '@shared/i18n';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Content, Draft, Settings } from './api';
import styles from './tickets.module.css';

const compared = ['kind', 'category_code', 'address', 'description', 'reply_to'] as const;

interface ConflictProps {
  mine: Content;
  /** What another window has saved; null when it has handed the draft in. */
  theirs: Draft | null;
  settings: Settings;
  onResolve: (isMine: boolean) => void;
}

/** The same draft in two windows: shows where they differ, and asks which one goes on. */
export function Conflict({ mine, theirs, settings, onResolve }: ConflictProps) {
  const { t } = useTranslation('tickets');
  const text = useText();
  const shown = (content: Partial<Content> | undefined, name: (typeof compared)[number]) => {
    const value = content?.[name] ?? '';
    if (name === 'kind' && value) return t(`kind.${value as Content['kind']}`);
    if (name === 'category_code') return text(settings.categories.find(({ code }) => code === value)?.name);
    return value;
  };
  const differing = compared.filter((name) => (theirs?.content[name] ?? '') !== mine[name]);
  return (
    <Alert
      type="warning"
      data-testid="acceptance-conflict"
      title={
        <>
          {t(theirs ? 'conflict.title' : 'conflict.gone')}
          {theirs && differing.length > 0 && (
            <table className={styles.conflict}>
              <thead>
                <tr>
                  <td />
                  <th scope="col">{t('conflict.here')}</th>
                  <th scope="col">{t('conflict.there')}</th>
                </tr>
              </thead>
              <tbody>
                {differing.map((name) => (
                  <tr key={name}>
                    <th scope="row">{t(`conflict.field.${name}`)}</th>
                    <td>{shown(mine, name) || '—'}</td>
                    <td>{shown(theirs.content, name) || '—'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </>
      }
      action={
        <div className={styles.choices}>
          <Button size="small" onClick={() => onResolve(true)}>
            {t('conflict.mine')}
          </Button>
          <Button size="small" onClick={() => onResolve(false)}>
            {t(theirs ? 'conflict.theirs' : 'conflict.discard')}
          </Button>
        </div>
      }
    />
  );
}
