import { SearchOutlined } from '@ant-design/icons';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchQuery } from './api';
import { CandidateList } from './CandidateList';

interface CustomerSearchProps {
  action: string;
  hasFocus?: boolean;
  onChoose: (customerId: string) => void;
}

/** One box for name, pinyin, phone, account, smart card, address. */
export function CustomerSearch({ action, hasFocus, onChoose }: CustomerSearchProps) {
  const { t } = useTranslation('customer');
  const [words, setWords] = useState('');
  const wanted = useDeferredValue(words.trim());
  const { data, error, refetch } = useQuery({
    ...searchQuery(wanted),
    placeholderData: keepPreviousData,
  });
  const isAsked = wanted.length > 1;
  return (
    <>
      <Input
        allowClear
        prefix={<SearchOutlined aria-hidden />}
        autoFocus={hasFocus}
        value={words}
        aria-label={t('search')}
        placeholder={t('searchHint')}
        data-testid="customer-search"
        onChange={(event) => setWords(event.target.value)}
        onPressEnter={() => data?.length === 1 && data[0] && onChoose(data[0].customer_id)}
      />
      {isAsked && error && <PanelError error={error} onRetry={() => void refetch()} />}
      {isAsked && !error && !data && <Skeleton lines={3} />}
      {isAsked && data?.length === 0 && <Empty title={t('nobodyFound')} hint={t('nobodyFoundHint')} />}
      {isAsked && data && data.length > 0 && (
        <CandidateList candidates={data} action={action} onChoose={onChoose} />
      )}
    </>
  );
}
