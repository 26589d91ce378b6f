import { useProblemMessage } from '@console/useProblemMessage';
import { calls } from '@shared/api/commands';
import type { CallView } from '@shared/rt/events';
import { useTranslation } from 'react-i18next';
import { CandidateList } from './CandidateList';
import styles from './customer.module.css';

/** Several customers share the number: the agent asks, then chooses. */
export function ChooseCustomer({ call }: { call: CallView }) {
  const { t } = useTranslation('customer');
  const say = useProblemMessage();
  return (
    <>
      <header className={styles.plainHead}>
        <h2>{t('several', { count: call.candidates.length })}</h2>
        <p>{t('severalHint')}</p>
      </header>
      <div className={styles.body}>
        <CandidateList
          candidates={call.candidates}
          action={t('choose')}
          onChoose={(id) => void calls.setCustomer(call.call_id, id).catch(say)}
        />
      </div>
    </>
  );
}
