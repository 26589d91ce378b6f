import { CloseOutlined, PlusOutlined } from '@ant-design/icons';
import { useText } from '@shared/i18n';
import { Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SectionFault } from '../Field';
import { fieldId } from '../faults';
import { Section } from '../QueueFields';
import type { CalendarFieldsProps } from './CalendarEditor';
import { addInterval, addSpan, dateOf, type Span } from './draft';
import styles from './hours.module.css';
import { Intervals } from './Intervals';

const todayOf = () => new Date().toISOString().slice(0, 10);

/** Days that are different: holidays, and weekends that are worked instead. */
export function SpecialDays({ draft, change, faults }: CalendarFieldsProps) {
  const { t } = useTranslation('hours');
  const [today] = useState(todayOf);
  const [isPastShown, showPast] = useState(false);
  const { spans } = draft;
  const [firstKeys] = useState(() => new Set(spans.filter(({ to }) => to < today).map(({ key }) => key)));
  const past = spans.filter(({ key }) => firstKeys.has(key)).length;
  const set = (index: number, part: Partial<Span>) =>
    change(
      { spans: spans.map((each, at) => (at === index ? { ...each, ...part } : each)) },
      `days.${index + 1}`,
    );
  return (
    <Section title={t('section.days')} hint={t('section.daysHint')}>
      <SectionFault name="days" faults={faults} />
      {spans.length === 0 && <p className={styles.rest}>{t('day.none')}</p>}
      {past > 0 && !isPastShown && (
        <Button size="small" type="link" onClick={() => showPast(true)}>
          {t('day.past', { count: past })}
        </Button>
      )}
      <ul className={styles.days}>
        {spans.map(
          (span, index) =>
            (isPastShown || !firstKeys.has(span.key) || faults[`days.${index + 1}`]) && (
              <SpecialDay
                key={span.key}
                span={span}
                number={index + 1}
                fault={faults[`days.${index + 1}`]}
                onChange={(part) => set(index, part)}
                onRemove={() => change({ spans: spans.filter((_, at) => at !== index) })}
              />
            ),
        )}
      </ul>
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        onClick={() => change({ spans: addSpan(spans, today) })}
        data-testid="day-add"
      >
        {t('day.add')}
      </Button>
    </Section>
  );
}

interface SpecialDayProps {
  span: Span;
  number: number;
  fault: string | undefined;
  onChange: (part: Partial<Span>) => void;
  onRemove: () => void;
}

function SpecialDay({ span, number, fault, onChange, onRemove }: SpecialDayProps) {
  const { t } = useTranslation('hours');
  const text = useText();
  const id = fieldId(`days.${number}`);
  const marks = fault
    ? { 'aria-invalid': true, 'aria-describedby': `${id}-fault`, status: 'error' as const }
    : {};
  // the names have their own marks
  const dateMarks = span.name['zh-CN'].trim() && span.name.en.trim() ? marks : {};
  const label = text(span.name) || t('day.label', { number });
  const isClosed = span.hours.length === 0;
  const rename = (name: Partial<Span['name']>) => onChange({ name: { ...span.name, ...name } });
  return (
    <li data-testid={`day-${number}`}>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be a grid's row */}
      <div role="group" aria-label={label} className={styles.day}>
        <DateInput
          id={id}
          value={span.from}
          label={t('day.from')}
          marks={dateMarks}
          onChange={(from) =>
            onChange({
              from,
              ...(dateOf(span.to) === dateOf(span.from) || dateOf(from) > span.to
                ? { to: dateOf(from) }
                : {}),
            })
          }
        />
        <DateInput
          value={span.to}
          label={t('day.to')}
          marks={dateMarks}
          onChange={(to) => onChange({ to })}
        />
        <Input
          value={span.name['zh-CN']}
          lang="zh-CN"
          aria-label={t('day.nameZh')}
          placeholder={t('day.holiday')}
          {...(span.name['zh-CN'].trim() ? {} : marks)}
          onChange={(event) => rename({ 'zh-CN': event.target.value })}
        />
        <Input
          value={span.name.en}
          lang="en"
          aria-label={t('day.nameEn')}
          placeholder={t('day.holidayEn')}
          {...(span.name.en.trim() ? {} : marks)}
          onChange={(event) => rename({ en: event.target.value })}
        />
        <Select
          value={isClosed ? 'closed' : 'open'}
          aria-label={t('day.kind')}
          options={(['closed', 'open'] as const).map((value) => ({ value, label: t(value) }))}
          onChange={(kind) => onChange({ hours: kind === 'closed' ? [] : addInterval([]) })}
        />
        <Button
          size="small"
          type="text"
          icon={<CloseOutlined />}
          aria-label={t('day.remove', { name: label })}
          onClick={onRemove}
        />
      </div>
      {!isClosed && (
        <Intervals
          day={label}
          id={`${id}-hours`}
          faultId={fault && `${id}-fault`}
          intervals={span.hours}
          onChange={(hours) => onChange({ hours })}
        />
      )}
      {fault && (
        <small id={`${id}-fault`} role="alert" className={styles.fault}>
          {fault}
        </small>
      )}
    </li>
  );
}

interface DateInputProps {
  id?: string;
  value: string;
  label: string;
  marks: object;
  onChange: (date: string) => void;
}

/** A date as it is written everywhere here; leaving the field writes it out (2027/1/31 becomes 2027-01-31). */
function DateInput({ id, value, label, marks, onChange }: DateInputProps) {
  return (
    <Input
      id={id}
      value={value}
      maxLength={12}
      aria-label={label}
      placeholder="2027-01-31"
      onFocus={(event) => event.target.select()}
      onChange={(event) => onChange(event.target.value)}
      onBlur={(event) => onChange(dateOf(event.target.value))}
      {...marks}
    />
  );
}
