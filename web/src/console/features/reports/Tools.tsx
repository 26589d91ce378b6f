import {
  DeleteOutlined,
  DownloadOutlined,
  EditOutlined,
  PrinterOutlined,
  SaveOutlined,
} from '@ant-design/icons';
import { useProblemMessage } from '@console/useProblemMessage';
import { useLanguage } from '@shared/i18n';
import { Can } from '@shared/perm/Can';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Button, Input, Popover, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Catalogue, type Form, fetchReport, forms, type Report, removeView, saveView } from './api';
import { ExportMenu } from './exports/ExportMenu';
import styles from './reports.module.css';
import { save } from './save';
import { names, type ReportSearch } from './search';

interface ToolsProps {
  catalogue: Catalogue;
  report: Report;
  search: ReportSearch;
  onEdit: () => void;
  onOpen: (search: ReportSearch) => void;
}

/** What one does with a report: keep its parameters, take it away, print it, change it. */
export function Tools(props: ToolsProps) {
  const { t } = useTranslation('reports');
  const language = useLanguage();
  const complain = useProblemMessage();
  const { report, search } = props;
  const writing = useMutation({
    mutationFn: (form: Form) => fetchReport(report.code, search, language, form),
    onSuccess: save,
    onError: complain,
  });
  return (
    <Space size={6} className={styles.actions}>
      <Popover trigger="click" placement="bottomRight" content={<Views {...props} />}>
        <Button icon={<SaveOutlined />} data-testid="report-views">
          {t('views.title')}
        </Button>
      </Popover>
      <Space.Compact>
        {forms.map((form) => (
          <Button
            key={form}
            icon={form === 'xlsx' ? <DownloadOutlined /> : undefined}
            aria-label={t('file', { form: form.toUpperCase() })}
            loading={writing.isPending && writing.variables === form}
            disabled={writing.isPending}
            onClick={() => writing.mutate(form)}
            data-testid={`report-${form}`}
          >
            {form.toUpperCase()}
          </Button>
        ))}
        <ExportMenu report={report.code} search={search} />
      </Space.Compact>
      <Button icon={<PrinterOutlined />} aria-label={t('print')} onClick={() => window.print()} />
      {!report.is_built_in && (
        <Can do="admin.service">
          <Button icon={<EditOutlined />} aria-label={t('compose.edit')} onClick={props.onEdit} />
        </Can>
      )}
    </Space>
  );
}

function Views({ catalogue, report, search, onOpen }: ToolsProps) {
  const { t } = useTranslation('reports');
  const queries = useQueryClient();
  const complain = useProblemMessage();
  const [name, setName] = useState('');
  const settle = () => queries.invalidateQueries({ queryKey: ['reports', 'catalogue'] });
  const saving = useMutation({
    mutationFn: () => saveView(report.code, name.trim(), { ...search, report: report.code }),
    onSuccess: () => {
      setName('');
      return settle();
    },
    onError: complain,
  });
  const removing = useMutation({ mutationFn: removeView, onSuccess: settle, onError: complain });
  const views = catalogue.views.filter((each) => each.report === report.code);
  const nothing = Object.fromEntries(names.map((each) => [each, ''])) as ReportSearch;
  return (
    <div className={styles.views}>
      {views.length === 0 && <p>{t('views.none')}</p>}
      <ul>
        {views.map((view) => (
          <li key={view.view_id}>
            <Button type="link" onClick={() => onOpen({ ...nothing, ...view.asked })}>
              {view.name}
            </Button>
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('views.remove', { name: view.name })}
              onClick={() => removing.mutate(view.view_id)}
            />
          </li>
        ))}
      </ul>
      <Space.Compact>
        <Input
          aria-label={t('views.name')}
          placeholder={t('views.name')}
          maxLength={60}
          value={name}
          onChange={({ target }) => setName(target.value)}
          onPressEnter={() => name.trim() && saving.mutate()}
        />
        <Button
          type="primary"
          disabled={!name.trim()}
          loading={saving.isPending}
          onClick={() => saving.mutate()}
        >
          {t('views.save')}
        </Button>
      </Space.Compact>
    </div>
  );
}
