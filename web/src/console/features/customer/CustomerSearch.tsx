import { SearchOutlined } from '@ant-design/icons';
import { clearable } from '@console/clearable';
import { ProblemError } from '@shared/api/problem';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useDebounced } from '@shared/ui/useDebounced';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { searchQuery } from './api';
import { CandidateList } from './CandidateList';
import styles from './customer.module.css';

const TYPING_PAUSE_MS = 200;

interface CustomerSearchProps {
  action: string;
  hasFocus?: boolean;
  onChoose: (customerId: string) => void;
}

/** One box for name, pinyin, phone, account, smart card, address. */
export function CustomerSearch({ action, hasFocus, onChoose }: CustomerSearchProps) {
  const { t } = useTranslation('customer');
  const [words, setWords] = useState('');
  const wanted = useDebounced(words.trim(), TYPING_PAUSE_MS);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...searchQuery(wanted),
    placeholderData: keepPreviousData,
  });
  const isTooShort =
    wanted.length < 2 || (error instanceof ProblemError && error.code === 'search-too-short');
  const isAsked = wanted !== '' && !isTooShort;
  const found = data?.candidates;
  const only = found?.length === 1 && !isPlaceholderData ? found[0] : undefined;
  return (
    <>
      <Input
        allowClear={clearable}
        prefix={<SearchOutlined aria-hidden />}
        autoFocus={hasFocus}
        value={words}
        aria-label={t('search')}
        placeholder={t('searchHint')}
        data-testid="customer-search"
        onChange={(event) => setWords(event.target.value)}
        onPressEnter={() => only && onChoose(only.customer_id)}
      />
      {isAsked && error && <PanelError error={error} onRetry={() => void refetch()} />}
      {isAsked && !error && !found && <Skeleton lines={3} />}
      {isAsked && found?.length === 0 && <Empty title={t('nobodyFound')} hint={t('nobodyFoundHint')} />}
      {isAsked && found && found.length > 0 && (
        <CandidateList candidates={found} action={action} onChoose={onChoose} />
      )}
      {isAsked && data?.has_more && <p className={styles.none}>{t('moreFound')}</p>}
      {wanted !== '' && isTooShort && <p className={styles.none}>{t('typeMore')}</p>}
    </>
  );
}
