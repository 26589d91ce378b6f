import { type Outage, outagesQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { Can } from '@shared/perm/Can';
import { shortTime } from '@shared/ui/format';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { OutageDialog } from './OutageDialog';
import styles from './page.module.css';
import { useOrderWords } from './words';

/** The outages that last, each with its area and how long it is expected to. */
export function Outages() {
  const { t } = useTranslation('dispatch');
  const text = useText();
  const words = useOrderWords();
  const { data } = useQuery({ ...outagesQuery, refetchInterval: 30_000 });
  const [edited, edit] = useState<Outage | null>(null);
  const open = data?.filter(({ closed_at }) => closed_at === null) ?? [];
  if (open.length === 0) return null;
  return (
    <ul className={styles.outages} aria-label={t('outage.label')} data-testid="outages">
      {open.map((outage) => (
        <li key={outage.outage_id}>
          <b>{t('outage.in', { area: words.areaName(outage.area_id) })}</b>
          <span className={styles.said}>{text(outage.text)}</span>
          <span>
            {outage.expected_until
              ? t('outage.until', { time: shortTime(Date.parse(outage.expected_until)) })
              : t('outage.open')}
          </span>
          <Can do="workorder.dispatch">
            <Button size="small" onClick={() => edit(outage)} data-testid="outage-edit">
              {t('outage.edit')}
            </Button>
          </Can>
        </li>
      ))}
      {edited && <OutageDialog outage={edited} onClose={() => edit(null)} />}
    </ul>
  );
}
