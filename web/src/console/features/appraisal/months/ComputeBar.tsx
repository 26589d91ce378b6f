import { useProblemText } from '@shared/api/useProblemText';
import { useText } from '@shared/i18n';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { compute, keys, type Month, templatesQuery } from '../api';
import styles from '../appraisal.module.css';
import { lastMonth } from '../words';

/** Make the scorecards of a month by a template; the one before this is meant unless said otherwise. */
export function ComputeBar({ onComputed }: { onComputed: (month: Month) => void }) {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const problem = useProblemText();
  const client = useQueryClient();
  const templates = useQuery(templatesQuery);
  const usable = templates.data?.filter(({ is_active }) => is_active) ?? [];
  const [chosen, choose] = useState<string | null>(null);
  const [month, setMonth] = useState(() => lastMonth(new Date()));
  const templateId = chosen ?? usable[0]?.template_id;
  const computing = useMutation({
    mutationFn: (id: string) => compute(id, month),
    onSuccess: async (made) => {
      await client.invalidateQueries({ queryKey: keys.months });
      onComputed(made);
    },
  });
  return (
    <>
      <div className={styles.row}>
        <Select
          aria-label={t('column.template')}
          className={styles.template}
          value={templateId ?? null}
          placeholder={t('column.template')}
          options={usable.map(({ template_id, name }) => ({ value: template_id, label: text(name) }))}
          notFoundContent={t('template.none')}
          onChange={choose}
        />
        <Input
          type="month"
          className={styles.month}
          aria-label={t('column.month')}
          value={month}
          onChange={(event) => setMonth(event.target.value)}
        />
        <Button
          type="primary"
          disabled={!templateId || month === ''}
          loading={computing.isPending}
          onClick={() => templateId && computing.mutate(templateId)}
          data-testid="compute"
        >
          {t('month.compute')}
        </Button>
        <span className={styles.hint}>{t('month.hint')}</span>
      </div>
      {(computing.error ?? templates.error) && (
        <Alert type="error" showIcon title={problem(computing.error ?? templates.error)} />
      )}
    </>
  );
}
