import { ClockCircleOutlined } from '@ant-design/icons';
import { Button, Input, Popover } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ReportSearch } from './search';
import styles from './times.module.css';

interface TimesOfDayProps {
  search: ReportSearch;
  onChange: (part: ReportSearch) => void;
}

/** From what minute of the first day to what minute of the last. */
export function TimesOfDay({ search: { after = '', before = '' }, onChange }: TimesOfDayProps) {
  const { t } = useTranslation('reports');
  const isWhole = !after && !before;
  const said = isWhole ? t('times.whole') : `${after || '00:00'} – ${before || '24:00'}`;
  const field = (name: 'after' | 'before', value: string) => (
    <label htmlFor={`report-${name}`}>
      {t(`times.${name}`)}
      <Input
        id={`report-${name}`}
        type="time"
        className={styles.time}
        value={value}
        onChange={({ target }) => onChange({ [name]: target.value })}
        data-testid={`report-${name}`}
      />
    </label>
  );
  return (
    <Popover
      trigger="click"
      placement="bottomLeft"
      title={t('times.label')}
      content={
        <div className={styles.times}>
          {field('after', after)}
          {field('before', before)}
          <Button type="link" disabled={isWhole} onClick={() => onChange({ after: '', before: '' })}>
            {t('times.whole')}
          </Button>
          <small>{t('times.hint')}</small>
        </div>
      }
    >
      <Button
        icon={<ClockCircleOutlined aria-hidden />}
        aria-label={`${t('times.label')}: ${said}`}
        data-testid="report-times"
      >
        {said}
      </Button>
    </Popover>
  );
}
