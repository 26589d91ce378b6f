import { useLanguage } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { networksQuery } from './api';

interface NetworkFieldProps {
  value: string | null;
  onChange: (id: string | null) => void;
}

/** To which local network it belongs; to none: everybody's. */
export function NetworkField({ value, onChange }: NetworkFieldProps) {
  const { t } = useTranslation('service');
  const language = useLanguage();
  const { data: networks = [] } = useQuery(networksQuery);
  return (
    <Form.Item label={t('field.network')} htmlFor="service-network">
      <Select
        id="service-network"
        value={value ?? ''}
        options={[
          { value: '', label: t('field.everywhere') },
          ...networks.map(({ id, name_zh, name_en }) => ({
            value: id,
            label: language === 'en' ? name_en : name_zh,
          })),
        ]}
        onChange={(id) => onChange(id || null)}
      />
    </Form.Item>
  );
}
