import { thresholdsQuery } from '@console/features/figures/targets/api';
import { useOurLevel } from '@console/features/figures/targets/useOurLevel';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useTranslation } from 'react-i18next';

interface PromisedProps {
  /** Seconds; nothing is what is promised. */
  value: string | undefined;
  onChange: (value: string) => void;
}

/** Within how many seconds an answer counts; unless said otherwise as many as are promised. */
export function Promised({ value, onChange }: PromisedProps) {
  const { t } = useTranslation('reports');
  const { within_s } = useOurLevel();
  const { data } = useQuery(thresholdsQuery);
  const known = data?.map(String) ?? [];
  // What stands in the address is shown, even if nothing is counted up to it: the table says so.
  const chosen = value && !known.includes(value) ? [value] : [];
  return (
    <Select
      aria-label={t('within.label')}
      value={value ?? ''}
      options={[
        { value: '', label: t('within.ours', { count: within_s }) },
        ...[...chosen, ...known].map((each) => ({ value: each, label: t('within.other', { count: each }) })),
      ]}
      onChange={onChange}
      popupMatchSelectWidth={false}
      data-testid="report-within"
    />
  );
}
