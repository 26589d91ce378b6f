import { CloseOutlined } from '@ant-design/icons';
import { useLanguage, useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { fullTime } from '@shared/ui/format';
import { Loaded } from '@shared/ui/Loaded';
import { Empty } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { callsQuery, type Measured } from './api';
import styles from './appraisal.module.css';

interface CallListProps {
  card: string;
  measure: Measured;
  onClose: () => void;
}

/** The calls behind a figure; who may look at calls opens them. */
export function CallList({ card, measure, onClose }: CallListProps) {
  const { t } = useTranslation('appraisal');
  const text = useText();
  const language = useLanguage();
  const mayOpen = useCan('board.view');
  const calls = useQuery(callsQuery(card, measure.measure));
  const title = t('calls.of', { name: text(measure.name) });
  return (
    <section className={styles.calls} aria-label={title} data-testid="calls-behind">
      <header>
        <b>{title}</b>
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined />}
          aria-label={t('calls.close')}
          onClick={onClose}
        />
      </header>
      <Loaded queries={[calls]}>
        {() =>
          calls.data?.calls.length === 0 ? (
            <Empty title={t('calls.none')} />
          ) : (
            <>
              <ul>
                {calls.data?.calls.map(({ call_id, at, number }) => {
                  const when = fullTime(Date.parse(at), language);
                  return (
                    <li key={call_id}>
                      {mayOpen ? (
                        <Link to="/calls" search={{ call: call_id }}>
                          {when}
                        </Link>
                      ) : (
                        <span>{when}</span>
                      )}
                      <span>{number ?? ''}</span>
                    </li>
                  );
                })}
              </ul>
              {calls.data?.is_cut && <p className={styles.hint}>{t('calls.more')}</p>}
            </>
          )
        }
      </Loaded>
    </section>
  );
}
