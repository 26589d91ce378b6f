import { PlusOutlined } from '@ant-design/icons';
import { Loaded } from '@shared/ui/Loaded';
import { Empty } from '@shared/ui/states';
import { Table } from '@shared/ui/Table';
import { useOffline } from '@shared/ui/useBlocked';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Drawer } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Catalogue, Report } from '../api';
import type { ReportSearch } from '../search';
import { askedOf, type Draft, draftOf, type Schedule, schedulesQuery } from './api';
import { Editor } from './Editor';
import './messages';
import { Row } from './Row';
import styles from './schedules.module.css';

interface SchedulesProps {
  catalogue: Catalogue;
  /** What is looked at now: a new schedule begins as it. */
  report: Report | undefined;
  search: ReportSearch;
  onClose: () => void;
}

const columns = ['report', 'when', 'to', 'last', 'next'] as const;

/** Which reports are sent by mail, to whom, when, and what became of it. */
export function Schedules({ catalogue, report, search, onClose }: SchedulesProps) {
  const { t, i18n } = useTranslation('schedules');
  const offline = useOffline();
  const query = useQuery(schedulesQuery);
  const [edited, edit] = useState<{ schedule: Schedule | null; draft: Draft } | null>(null);
  const { data } = query;
  const begin = () => {
    if (report) edit({ schedule: null, draft: beginning(report, search, i18n.language) });
  };
  const add = (icon?: ReactNode) => (
    <Button
      type="primary"
      icon={icon}
      disabled={!data || !report || offline !== null}
      title={offline ?? undefined}
      onClick={begin}
      data-testid="schedule-add"
    >
      {t('add')}
    </Button>
  );
  return (
    <Drawer open size={1040} title={t('title')} onClose={onClose}>
      <div className={styles.bar}>
        <span>{t('hint')}</span>
        {data?.schedules.length !== 0 && add(<PlusOutlined />)}
      </div>
      {data && !data.has_mail && (
        <Alert
          type="warning"
          showIcon
          className={styles.warning}
          title={t('noMail')}
          description={t('noMailHint')}
          data-testid="schedules-no-mail"
        />
      )}
      <Loaded queries={[query]}>
        {() =>
          data?.schedules.length === 0 ? (
            <Empty title={t('none')} hint={t('noneHint')} action={add()} />
          ) : (
            <Table
              columns={columns}
              head={(column) => t(`column.${column}`)}
              buttons={t('actions')}
              testId="schedules"
            >
              {data?.schedules.map((schedule) => (
                <Row
                  key={schedule.schedule_id}
                  schedule={schedule}
                  all={data}
                  catalogue={catalogue}
                  onEdit={() => edit({ schedule, draft: draftOf(schedule) })}
                />
              ))}
            </Table>
          )
        }
      </Loaded>
      {edited && data && (
        <Editor
          key={edited.schedule?.schedule_id ?? 'new'}
          schedule={edited.schedule}
          draft={edited.draft}
          all={data}
          catalogue={catalogue}
          onClose={() => edit(null)}
        />
      )}
    </Drawer>
  );
}

const beginning = (report: Report, search: ReportSearch, language: string): Draft => ({
  report: report.code,
  asked: askedOf(search),
  format: 'xlsx',
  language: language === 'en' ? 'en' : 'zh-CN',
  cadence: 'daily',
  weekday: 1,
  day: 1,
  at: '07:00',
  role_id: '',
  is_active: true,
});
