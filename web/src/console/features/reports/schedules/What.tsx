import { useText } from '@shared/i18n';
import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Catalogue } from '../api';
import { fitting } from '../Parameters';
import { scopes, spans } from '../search';
import type { Asked, Draft } from './api';
import styles from './schedules.module.css';

interface WhatProps {
  draft: Draft;
  catalogue: Catalogue;
  onChange: (part: Partial<Draft>) => void;
}

/** Which report, of which days, of whom. */
export function What({ draft, catalogue, onChange }: WhatProps) {
  const { t } = useTranslation('schedules');
  const text = useText();
  const { asked } = draft;
  const ask = (part: Partial<Asked>) => onChange({ asked: { ...asked, ...part } });
  const report = catalogue.reports.find(({ code }) => code === draft.report);
  const named = new Map(catalogue.dimensions.map(({ code, name }) => [code, text(name)]));
  const nobody = Object.fromEntries(scopes.map((each) => [each, [] as string[]])) as Partial<Asked>;
  return (
    <>
      <div className={styles.columns}>
        <Form.Item
          label={t('form.report')}
          htmlFor="schedule-report"
          extra={
            asked.by.length > 0
              ? t('form.by', { names: asked.by.map((each) => named.get(each) ?? each).join(t('names')) })
              : undefined
          }
        >
          <Select
            id="schedule-report"
            showSearch
            optionFilterProp="label"
            value={report ? draft.report : t('gone')}
            options={catalogue.reports.map(({ code, name }) => ({ value: code, label: text(name) }))}
            onChange={(code: string) => onChange({ report: code, asked: { ...asked, ...nobody, by: [] } })}
          />
        </Form.Item>
        <Form.Item label={t('span.label')} htmlFor="schedule-span">
          <Select
            id="schedule-span"
            value={asked.span}
            options={spans.map((value) => ({ value, label: t(`span.${value}`) }))}
            onChange={(span) => ask({ span })}
          />
        </Form.Item>
      </div>
      {report && (
        <div className={styles.columns}>
          {fitting(report).map((scope) => (
            <Form.Item key={scope} label={named.get(scope) ?? scope} htmlFor={`schedule-${scope}`}>
              <Select
                id={`schedule-${scope}`}
                mode="multiple"
                maxTagCount={1}
                allowClear
                placeholder={t('all')}
                value={asked[scope]}
                options={(catalogue.scopes[scope] ?? []).map(({ id, name }) => ({
                  value: id,
                  label: text(name),
                }))}
                optionFilterProp="label"
                onChange={(value: string[]) => ask({ [scope]: value })}
              />
            </Form.Item>
          ))}
        </div>
      )}
    </>
  );
}
