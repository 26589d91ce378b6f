import { FilterSelect } from '@console/lists/FilterSelect';
import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Checkbox, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { settingsQuery } from './api';
import styles from './handling.module.css';
import { kinds, type TicketSearch } from './search';
import { useTicketWords } from './words';

interface FiltersProps {
  search: TicketSearch;
  onChange: (part: { [Name in keyof TicketSearch]: TicketSearch[Name] | undefined }) => void;
}

/** What the list is narrowed to. */
export function Filters({ search, onChange }: FiltersProps) {
  const { t } = useTranslation('handling');
  const words = useTicketWords();
  const text = useText();
  const { data } = useQuery(settingsQuery);
  const all = { value: '', label: t('filter.all') };
  const codes = new Set(
    (data?.lifecycles ?? []).flatMap(({ lifecycle }) => lifecycle.states.map(({ code }) => code)),
  );
  const categories = (data?.categories ?? []).filter(({ kind }) => !search.kind || kind === search.kind);
  return (
    <search className={styles.filters} aria-label={t('filter.label')}>
      <FilterSelect
        name={t('filter.kind')}
        value={search.kind ?? ''}
        options={[all, ...kinds.map((value) => ({ value, label: words.kind(value) }))]}
        onChange={(kind) => onChange({ kind: kind || undefined, category: undefined })}
      />
      <FilterSelect
        name={t('filter.state')}
        value={search.state ?? ''}
        options={[
          { value: '', label: t('filter.open') },
          { value: 'all', label: t('filter.all') },
          ...[...codes].map((value) => ({ value, label: words.state(value) })),
        ]}
        onChange={(state) => onChange({ state: state || undefined })}
        testId="ticket-filter-state"
      />
      <FilterSelect
        name={t('filter.category')}
        showSearch={{ optionFilterProp: 'label' }}
        value={search.category ?? ''}
        options={[all, ...categories.map(({ code, name }) => ({ value: code, label: text(name) }))]}
        onChange={(category) => onChange({ category: category || undefined })}
      />
      <FilterSelect
        name={t('filter.department')}
        showSearch={{ optionFilterProp: 'label' }}
        value={search.department ?? ''}
        options={[
          all,
          ...(data?.departments ?? []).map(({ department_id, name }) => ({
            value: department_id,
            label: text(name),
          })),
        ]}
        onChange={(department) => onChange({ department: department || undefined })}
      />
      <Checkbox
        checked={search.mine ?? false}
        onChange={({ target }) => onChange({ mine: target.checked || undefined })}
        data-testid="ticket-filter-mine"
      >
        {t('filter.mine')}
      </Checkbox>
      <Checkbox
        checked={search.overdue ?? false}
        onChange={({ target }) => onChange({ overdue: target.checked || undefined })}
        data-testid="ticket-filter-overdue"
      >
        {t('filter.overdue')}
      </Checkbox>
      <Input.Search
        key={search.no ?? ''}
        className={styles.number}
        aria-label={t('filter.no')}
        placeholder={t('filter.no')}
        defaultValue={search.no ?? ''}
        onSearch={(no) => onChange({ no: no.trim() || undefined })}
        data-testid="ticket-filter-no"
      />
    </search>
  );
}
