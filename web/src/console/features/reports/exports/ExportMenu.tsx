import { DownOutlined } from '@ant-design/icons';
import { useOffline } from '@shared/ui/useBlocked';
import { Button, Dropdown } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Form, forms } from '../api';
import type { ReportSearch } from '../search';
import { useAsking } from './useAsking';

interface ExportMenuProps {
  report: string;
  search: ReportSearch;
}

/** As what a report can be made in the background. */
export function ExportMenu({ report, search }: ExportMenuProps) {
  const { t } = useTranslation('exports');
  const offline = useOffline();
  const asking = useAsking(report, search);
  const items = forms.map((form) => ({
    key: form,
    label: t('make', { form: form.toUpperCase() }),
    'data-testid': `export-${form}`,
  }));
  return (
    <Dropdown
      trigger={['click']}
      placement="bottomRight"
      menu={{ items, onClick: ({ key }) => asking.mutate(key as Form) }}
      disabled={offline !== null || asking.isPending}
    >
      <Button
        icon={<DownOutlined />}
        loading={asking.isPending}
        aria-label={t('menu')}
        title={offline ?? t('menu')}
        data-testid="export-menu"
      />
    </Dropdown>
  );
}
