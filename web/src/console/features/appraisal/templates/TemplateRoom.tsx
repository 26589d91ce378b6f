import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Retired, SettingTable } from '../../service/SettingTable';
import { measuresQuery, type Template, templatesQuery } from '../api';
import { TemplateEditor } from './TemplateEditor';

/** What scorecards are made of. */
export function TemplateRoom({ isAdding, onAdded }: { isAdding: boolean; onAdded: () => void }) {
  const { t } = useTranslation(['appraisal', 'service']);
  const text = useText();
  const templates = useQuery(templatesQuery);
  const measures = useQuery(measuresQuery);
  const [edited, edit] = useState<Template | null>(null);
  const names = new Map(measures.data?.map(({ code, name }) => [code, text(name)]));
  return (
    <>
      <SettingTable
        title={t('room.templates')}
        note={t('template.note')}
        query={templates}
        rows={templates.data ?? []}
        rowKey={({ template_id }) => template_id}
        name={({ name }) => text(name)}
        isFiltered={false}
        none={t('template.noneHint')}
        onEdit={edit}
        columns={[
          { key: 'name', title: t('template.name'), cell: ({ name }) => text(name) },
          { key: 'subject', title: t('template.subject'), cell: ({ subject }) => t(`subject.${subject}`) },
          {
            key: 'lines',
            title: t('template.lines'),
            cell: ({ lines }) =>
              lines.map(({ measure, weight }) => `${names.get(measure) ?? measure} ${weight}`).join(' · '),
          },
          {
            key: 'active',
            title: t('service:field.active'),
            cell: ({ is_active }) => <Retired isActive={is_active} />,
          },
        ]}
      />
      {measures.data && (edited || isAdding) && (
        <TemplateEditor
          key={edited?.template_id ?? 'new'}
          template={edited}
          measures={measures.data}
          onClose={() => {
            edit(null);
            if (isAdding) onAdded();
          }}
        />
      )}
    </>
  );
}
