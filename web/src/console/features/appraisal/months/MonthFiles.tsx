import { DownloadOutlined } from '@ant-design/icons';
import { save } from '@console/features/reports/save';
import { useProblemMessage } from '@console/useProblemMessage';
import { useLanguage } from '@shared/i18n';
import { useOffline } from '@shared/ui/useBlocked';
import { useMutation } from '@tanstack/react-query';
import { Button, Space } from 'antd';
import { useTranslation } from 'react-i18next';
import { fetchMonth } from '../api';

/** A month's scorecards that one sees, as a file; the server writes it. */
export function MonthFiles({ monthId }: { monthId: string }) {
  const { t } = useTranslation('appraisal');
  const language = useLanguage();
  const offline = useOffline();
  const complain = useProblemMessage();
  const writing = useMutation({
    mutationFn: (form: 'xlsx' | 'csv') => fetchMonth(monthId, form, language),
    onSuccess: save,
    onError: complain,
  });
  return (
    <Space.Compact>
      {(['xlsx', 'csv'] as const).map((form) => (
        <Button
          key={form}
          size="small"
          icon={form === 'xlsx' ? <DownloadOutlined /> : undefined}
          aria-label={t('month.file', { form: form.toUpperCase() })}
          title={offline ?? undefined}
          disabled={offline !== null || writing.isPending}
          loading={writing.isPending && writing.variables === form}
          onClick={() => writing.mutate(form)}
          data-testid={`month-${form}`}
        >
          {form.toUpperCase()}
        </Button>
      ))}
    </Space.Compact>
  );
}
