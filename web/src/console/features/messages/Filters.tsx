import { FilterSelect } from '@console/lists/FilterSelect';
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { purposesQuery, states, type Wanted } from './api';
import styles from './messages.module.css';
import { useMessageWords } from './words';

interface FiltersProps {
  wanted: Wanted;
  onChange: (wanted: Wanted) => void;
}

/** What the log is narrowed to. */
export function Filters({ wanted, onChange }: FiltersProps) {
  const { t } = useTranslation('messages');
  const words = useMessageWords();
  const { data: purposes = [] } = useQuery(purposesQuery);
  const all = { value: '', label: t('filter.all') };
  return (
    <>
      <FilterSelect
        name={t('filter.state')}
        value={wanted.state}
        options={[all, ...states.map((value) => ({ value, label: words.state(value) }))]}
        onChange={(state) => onChange({ ...wanted, state })}
        testId="filter-state"
      />
      <FilterSelect
        name={t('filter.purpose')}
        value={wanted.purpose}
        options={[all, ...purposes.map((value) => ({ value, label: words.purpose(value) }))]}
        onChange={(purpose) => onChange({ ...wanted, purpose })}
      />
      <Input.Search
        className={styles.number}
        aria-label={t('filter.number')}
        placeholder={t('filter.number')}
        allowClear
        defaultValue={wanted.to}
        onSearch={(to) => onChange({ ...wanted, to: to.trim() })}
        data-testid="filter-number"
      />
    </>
  );
}
