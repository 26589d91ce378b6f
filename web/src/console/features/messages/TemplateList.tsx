import { useLanguage } from '@shared/i18n';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Template, templatesQuery } from './api';
import styles from './messages.module.css';
import { TemplateEditor } from './TemplateEditor';

interface TemplateListProps {
  isAdding: boolean;
  onAdded: () => void;
}

/** The words that are sent, by their codes. */
export function TemplateList({ isAdding, onAdded }: TemplateListProps) {
  const { t } = useTranslation('messages');
  const language = useLanguage();
  const { data, error, refetch } = useQuery(templatesQuery);
  const [chosen, setChosen] = useState<Template | null>(null);
  return (
    <Panel title={t('room.templates')} note={data && t('template.count', { count: data.length })} isFlush>
      {error && !data && <PanelError error={error} onRetry={() => void refetch()} />}
      {!data && !error && (
        <div className={styles.skeleton}>
          <Skeleton lines={6} />
        </div>
      )}
      {data?.length === 0 && <Empty title={t('template.none')} hint={t('template.noneHint')} />}
      {data && data.length > 0 && (
        <table className={styles.table} data-testid="template-table">
          <thead>
            <tr>
              {(['name', 'code', 'words', 'placeholders'] as const).map((column) => (
                <th key={column} scope="col">
                  {t(`template.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.map((template) => (
              <tr key={template.code}>
                <th scope="row">
                  <button
                    type="button"
                    className={styles.open}
                    onClick={() => setChosen(template)}
                    data-testid="template-open"
                  >
                    {template.name[language]}
                  </button>
                </th>
                <td>{template.code}</td>
                <td className={styles.text} title={template.text[language]}>
                  {template.text[language]}
                </td>
                <td>{template.placeholders.map((name) => `{${name}}`).join(' ') || '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {(chosen || isAdding) && (
        <TemplateEditor
          template={chosen}
          onClose={() => {
            setChosen(null);
            onAdded();
          }}
        />
      )}
    </Panel>
  );
}
