import { useQueryClient } from '@tanstack/react-query';
import { Form, Input, Radio, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { EditorDrawer } from '../../admin/EditorDrawer';
import '../../admin/messages';
import { useEditor } from '../../service/useEditor';
import {
  keys,
  type MeasureChoice,
  putTemplate,
  subjects,
  type Template,
  type TemplateDraft,
  templatesQuery,
} from '../api';
import styles from '../appraisal.module.css';
import { Lines } from './Lines';

const blank: TemplateDraft = { name: { 'zh-CN': '', en: '' }, subject: 'agent', lines: [], is_active: true };

const draftOf = ({ name, subject, lines, is_active }: Template): TemplateDraft => ({
  name,
  subject,
  lines,
  is_active,
});

interface TemplateEditorProps {
  template: Template | null;
  measures: MeasureChoice[];
  onClose: () => void;
}

/** Add what scorecards are made of, or change it; what is published stays as it is. */
export function TemplateEditor({ template, measures, onClose }: TemplateEditorProps) {
  const { t } = useTranslation('appraisal');
  const client = useQueryClient();
  const id = template?.template_id ?? null;
  const editor = useEditor<TemplateDraft>({
    base: template ? { draft: draftOf(template), version: template.version } : { draft: blank, version: 0 },
    send: (draft, version) => putTemplate(id, draft, version),
    reload: async () => {
      const latest = await client.fetchQuery({ ...templatesQuery, staleTime: 0 });
      void client.invalidateQueries({ queryKey: keys.months });
      const found = latest.find(({ template_id }) => template_id === id);
      return found ? { draft: draftOf(found), version: found.version } : null;
    },
    onClose,
  });
  const { draft, set, failure } = editor;
  const weight = draft.lines.reduce((sum, line) => sum + line.weight, 0);
  const isNamed = draft.name['zh-CN'].trim() !== '' && draft.name.en.trim() !== '';
  return (
    <EditorDrawer
      editor={editor}
      size={860}
      title={template ? t('template.edit') : t('template.add')}
      isWhole={isNamed && weight === 100}
    >
      <div className={styles.names}>
        {(['zh-CN', 'en'] as const).map((language) => (
          <Form.Item key={language} label={t(`template.name-${language}`)} htmlFor={`name-${language}`}>
            <Input
              id={`name-${language}`}
              value={draft.name[language]}
              maxLength={60}
              onChange={(event) => set({ name: { ...draft.name, [language]: event.target.value } })}
            />
          </Form.Item>
        ))}
        <Form.Item label={t('template.subject')}>
          <Radio.Group
            aria-label={t('template.subject')}
            value={draft.subject}
            disabled={template !== null}
            options={subjects.map((value) => ({ value, label: t(`subject.${value}`) }))}
            onChange={(event) => set({ subject: event.target.value })}
          />
        </Form.Item>
        {template && (
          <Form.Item label={t('template.active')} htmlFor="template-active">
            <Switch
              id="template-active"
              checked={draft.is_active}
              onChange={(is_active) => set({ is_active })}
            />
          </Form.Item>
        )}
      </div>
      <Lines
        lines={draft.lines}
        measures={measures}
        faults={failure?.faults ?? []}
        weight={weight}
        onChange={(lines) => set({ lines })}
      />
    </EditorDrawer>
  );
}
