import { useLanguage } from '@shared/i18n';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Empty } from '@shared/ui/states';
import { cells, Opener, Table } from '@shared/ui/Table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Template, templatesQuery } from './api';
import { TemplateEditor } from './TemplateEditor';

const columns = ['name', 'code', 'words', 'placeholders'] as const;

interface TemplateListProps {
  isAdding: boolean;
  onAdded: () => void;
}

/** The words that are sent, by their codes. */
export function TemplateList({ isAdding, onAdded }: TemplateListProps) {
  const { t } = useTranslation('messages');
  const language = useLanguage();
  const templates = useQuery(templatesQuery);
  const { data } = templates;
  const [chosen, setChosen] = useState<Template | null>(null);
  return (
    <Panel title={t('room.templates')} note={data && t('template.count', { count: data.length })} isFlush>
      <Loaded queries={[templates]}>
        {() =>
          templates.data?.length === 0 ? (
            <Empty title={t('template.none')} hint={t('template.noneHint')} />
          ) : (
            <Table
              columns={columns}
              head={(column) => t(`template.${column}`)}
              isOneLine
              testId="template-table"
            >
              {templates.data?.map((template) => (
                <tr key={template.code}>
                  <th scope="row">
                    <Opener onClick={() => setChosen(template)} data-testid="template-open">
                      {template.name[language]}
                    </Opener>
                  </th>
                  <td>{template.code}</td>
                  <td className={cells.text} title={template.text[language]}>
                    {template.text[language]}
                  </td>
                  <td>{template.placeholders.map((name) => `{${name}}`).join(' ') || '—'}</td>
                </tr>
              ))}
            </Table>
          )
        }
      </Loaded>
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
