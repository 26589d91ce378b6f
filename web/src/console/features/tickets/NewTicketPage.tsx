import { customerQuery } from '@console/features/customer/api';
import { Panel } from '@shared/ui/Panel';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import AcceptancePanel from './AcceptancePanel';
import { kinds } from './api';
import styles from './tickets.module.css';

/** A ticket without a call: for a letter, for who stands at the counter, or for what a survey has brought to light. */
export function NewTicketPage() {
  const { t } = useTranslation('tickets');
  const { kind, customer, order_no, work_order, survey_case } = useSearch({ strict: false }) as Record<
    string,
    string | undefined
  >;
  const file = useQuery({ ...customerQuery(customer ?? ''), enabled: customer !== undefined });
  if (customer && !file.data)
    return (
      <Panel title={t('accept.title')}>
        {file.error ? (
          <PanelError error={file.error} onRetry={() => void file.refetch()} />
        ) : (
          <Skeleton lines={8} />
        )}
      </Panel>
    );
  const subject = {
    slot: ['new', survey_case ?? customer].filter(Boolean).join('-'),
    callId: null,
    customer: file.data ?? null,
    number: '',
    kind: kinds.find((each) => each === kind) ?? 'report',
    description: order_no ? t('accept.aboutOrder', { number: order_no }) : '',
    ivr: {},
    aboutOrder: work_order ?? '',
    surveyCase: survey_case ?? '',
    isForemost: true,
  };
  return (
    <div className={styles.alone}>
      <AcceptancePanel key={subject.slot} subject={subject} />
    </div>
  );
}
