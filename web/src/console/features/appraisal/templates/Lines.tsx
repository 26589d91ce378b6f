import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { useText } from '@shared/i18n';
import { Button, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Line, MeasureChoice } from '../api';
import styles from '../appraisal.module.css';

interface LinesProps {
  lines: Line[];
  measures: MeasureChoice[];
  faults: { field: string; code: string }[];
  weight: number;
  onChange: (lines: Line[]) => void;
}

/** The measures of a scorecard: how much each weighs, and between which values it has points. */
export function Lines({ lines, measures, faults, weight, onChange }: LinesProps) {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const known = new Map(measures.map((each) => [each.code, each]));
  const free = measures.filter(({ code }) => !lines.some(({ measure }) => measure === code));
  const put = (place: number, part: Partial<Line>) =>
    onChange(lines.map((line, at) => (at === place ? { ...line, ...part } : line)));
  const isWrong = (place: number) => faults.some(({ field }) => field.startsWith(`lines.${place}.`));
  const number = (place: number, field: 'weight' | 'zero_at' | 'target') => (
    <InputNumber
      aria-label={t('template.fieldOf', {
        field: t(`line.${field}`),
        name: text(known.get(lines[place]?.measure ?? '')?.name),
      })}
      value={lines[place]?.[field] ?? null}
      status={isWrong(place) ? 'error' : ''}
      onChange={(value) => put(place, { [field]: value ?? 0 })}
    />
  );
  return (
    <fieldset className={styles.lines}>
      <legend>{t('template.lines')}</legend>
      {lines.length > 0 && (
        <div className={styles.line} aria-hidden>
          <span>{t('line.measure')}</span>
          <span>{t('line.weight')}</span>
          <span>{t('line.zero_at')}</span>
          <span>{t('line.target')}</span>
          <span />
        </div>
      )}
      {lines.map(({ measure, target, zero_at }, place) => {
        const choice = known.get(measure);
        const options = choice ? [choice, ...free] : free;
        const isEqual = target === zero_at;
        return (
          <div key={measure} className={styles.line} data-testid="line">
            <Select
              aria-label={t('line.measure')}
              value={measure}
              showSearch={{ optionFilterProp: 'label' }}
              options={options.map(({ code, name }) => ({ value: code, label: text(name) }))}
              onChange={(code: string) => put(place, { measure: code })}
            />
            {number(place, 'weight')}
            {number(place, 'zero_at')}
            {number(place, 'target')}
            <Button
              type="text"
              icon={<DeleteOutlined />}
              aria-label={t('template.drop', { name: text(choice?.name) })}
              onClick={() => onChange(lines.filter((_, at) => at !== place))}
            />
            <small>
              {isEqual
                ? t('line.equal')
                : t(target > zero_at ? 'line.higher' : 'line.lower', {
                    unit: t(`unit.${choice?.unit ?? 'count'}`),
                  })}
              {choice && ` · ${text(choice.formula)}`}
            </small>
          </div>
        );
      })}
      <div className={styles.row}>
        <Button
          icon={<PlusOutlined />}
          disabled={free.length === 0}
          onClick={() => {
            const [next] = free;
            if (next)
              onChange([
                ...lines,
                { measure: next.code, weight: Math.max(1, 100 - weight), zero_at: 0, target: 1 },
              ]);
          }}
          data-testid="line-add"
        >
          {t('template.addLine')}
        </Button>
        <span className={styles.hint} data-wrong={weight !== 100}>
          {t('template.weight', { weight })}
        </span>
      </div>
    </fieldset>
  );
}
