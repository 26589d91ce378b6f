import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { Panel } from '@shared/ui/Panel';
import { Checkbox, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Choice, Pool } from './api';
import styles from './survey.module.css';

interface PoolPanelProps {
  pool: Pool;
  choice: Choice;
  onChoose: (choice: Choice) => void;
}

/** How much there is to call, and of what one wants to be dealt. */
export function PoolPanel({ pool, choice, onChoose }: PoolPanelProps) {
  const { t } = useTranslation('survey');
  const text = useText();
  return (
    <Panel title={t('pool.title')} note={t('pool.due', { count: pool.due })}>
      <div className={styles.pool}>
        <p className={styles.count} data-testid="survey-due">
          {pool.due}
        </p>
        {pool.due === 0 && pool.more_at_ms !== null && (
          <p>{t('pool.moreAt', { time: shortTime(pool.more_at_ms) })}</p>
        )}
        <fieldset className={styles.groups}>
          <legend>{t('pool.group')}</legend>
          <label>
            <input
              type="radio"
              name="survey-group"
              checked={!choice.group_id}
              onChange={() => onChoose({ ...choice, group_id: '' })}
            />
            {t('pool.all')}
          </label>
          {pool.groups.map((group) => (
            <label key={group.group_id}>
              <input
                type="radio"
                name="survey-group"
                checked={choice.group_id === group.group_id}
                onChange={() => onChoose({ ...choice, group_id: group.group_id })}
              />
              <span>{text(group.name)}</span>
              <b>{group.is_open ? group.due : t('pool.closed')}</b>
            </label>
          ))}
        </fieldset>
        <label className={styles.filter} htmlFor="survey-language">
          {t('pool.language')}
          <Select
            id="survey-language"
            value={choice.language ?? ''}
            options={[
              { value: '', label: t('pool.all') },
              { value: 'zh-CN', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
            onChange={(language: string) => onChoose({ ...choice, language })}
          />
        </label>
        <Checkbox
          checked={choice.is_retry_only ?? false}
          onChange={(event) => onChoose({ ...choice, is_retry_only: event.target.checked })}
        >
          {t('pool.retryOnly')}
        </Checkbox>
      </div>
    </Panel>
  );
}
