import { useText } from '@shared/i18n';
import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Catalogue, Report } from './api';
import { Promised } from './Promised';
import styles from './reports.module.css';
import { type ReportSearch, type Scope, scopes, shifted, spans } from './search';
import { TimesOfDay } from './TimesOfDay';

const times = ['minute', 'quarter', 'half_hour', 'hour', 'day', 'week', 'month'] as const;
const CUSTOM = 'custom';
const today = () => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());

interface ParametersProps {
  catalogue: Catalogue;
  report: Report;
  search: ReportSearch;
  onChange: (part: ReportSearch) => void;
}

/** Of which days, of whom, and by which times a report is. */
export function Parameters({ catalogue, report, search, onChange }: ParametersProps) {
  const { t } = useTranslation('reports');
  const text = useText();
  const isCustom = Boolean(search.from && search.to);
  const by = search.by?.split(',') ?? report.by;
  const grain = by.find((each) => (times as readonly string[]).includes(each));
  const pick = (span: string) => {
    if (span === CUSTOM) onChange({ span: '', from: shifted(today(), -6), to: shifted(today(), 1) });
    else onChange({ span, from: '', to: '' });
  };
  const named = new Map(catalogue.dimensions.map(({ code, name }) => [code, text(name)]));
  return (
    <div className={styles.parameters} data-popups>
      <Select
        aria-label={t('span.label')}
        value={isCustom ? CUSTOM : (search.span ?? report.span)}
        options={[...spans, CUSTOM].map((value) => ({
          value,
          label: t(`span.${value as (typeof spans)[number]}`),
        }))}
        onChange={pick}
        popupMatchSelectWidth={false}
        data-testid="report-span"
      />
      {isCustom && (
        <>
          <Input
            type="date"
            className={styles.day}
            aria-label={t('span.first')}
            value={search.from ?? ''}
            max={shifted(search.to ?? '', -1)}
            onChange={({ target }) => target.value && onChange({ from: target.value })}
          />
          <Input
            type="date"
            className={styles.day}
            aria-label={t('span.last')}
            value={shifted(search.to ?? '', -1)}
            min={search.from ?? ''}
            onChange={({ target }) => target.value && onChange({ to: shifted(target.value, 1) })}
          />
        </>
      )}
      <TimesOfDay search={search} onChange={onChange} />
      {grain && (
        <Select
          aria-label={t('grain')}
          value={grain}
          options={times.map((value) => ({ value, label: named.get(value) ?? value }))}
          onChange={(value) => onChange({ by: by.map((each) => (each === grain ? value : each)).join(',') })}
          popupMatchSelectWidth={false}
        />
      )}
      {report.has_promise && <Promised value={search.within} onChange={(within) => onChange({ within })} />}
      {fitting(report).map((scope) => (
        <Select
          key={scope}
          mode="multiple"
          maxTagCount={1}
          allowClear
          aria-label={named.get(scope) ?? scope}
          placeholder={t('all', { name: named.get(scope) ?? scope })}
          className={styles.scope}
          value={search[scope]?.split(',') ?? []}
          options={(catalogue.scopes[scope] ?? []).map(({ id, name }) => ({ value: id, label: text(name) }))}
          optionFilterProp="label"
          onChange={(value: string[]) => onChange({ [scope]: value.join(',') })}
        />
      ))}
    </div>
  );
}

/** Whose figures a report can be kept to: queues' figures are no agent's. */
export function fitting(report: Report): Scope[] {
  if (report.branch === 'queue' || report.branch === 'interval' || report.branch === 'network')
    return ['queue', 'network'];
  return scopes.filter((scope) => scope !== 'queue');
}
