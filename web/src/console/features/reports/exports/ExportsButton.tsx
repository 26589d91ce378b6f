import { DownloadOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { exportsQuery, isUnderWay } from './api';
import { Exports } from './Exports';

/** Opens one's own exports, and says how many are under way. */
export function ExportsButton() {
  const { t } = useTranslation('exports');
  const [isOpen, open] = useState(false);
  const { data } = useQuery(exportsQuery);
  const count = data?.filter(isUnderWay).length ?? 0;
  return (
    <>
      <Button icon={<DownloadOutlined />} onClick={() => open(true)} data-testid="exports-open">
        {count > 0 ? t('open', { count }) : t('title')}
      </Button>
      {isOpen && <Exports onClose={() => open(false)} />}
    </>
  );
}
