import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { useDebounced } from '@shared/ui/useDebounced';
import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { type Content, duplicatesQuery } from './api';
import styles from './tickets.module.css';

interface DuplicatesProps {
  content: Content;
  customerId: string;
  onLink: (ticketId: string) => void;
}

/** Warns that the same is open already, and lets the new one be its repetition. */
export function Duplicates({ content, customerId, onLink }: DuplicatesProps) {
  const { t } = useTranslation('tickets');
  const text = useText();
  const address = useDebounced(content.address.trim(), 500);
  const { data = [] } = useQuery(
    duplicatesQuery({ customer_id: customerId, address, category: content.category_code }),
  );
  return data.slice(0, 3).map((one) => {
    const isLinked = one.ticket_id === content.repeat_of;
    return (
      <Alert
        key={one.ticket_id}
        type={isLinked ? 'info' : 'warning'}
        title={
          <>
            <a href={`/tickets?ticket=${one.ticket_id}`} target="_blank" rel="noreferrer">
              {t('duplicate.title', { number: one.ticket_no })}
            </a>
            <small className={styles.about}>
              {[
                text(one.category),
                shortTime(Date.parse(one.accepted_at)),
                one.due_at && t('duplicate.due', { at: shortTime(Date.parse(one.due_at)) }),
                ...one.reasons.map((reason) => t(`duplicate.${reason}`)),
              ]
                .filter(Boolean)
                .join(' · ')}
            </small>
          </>
        }
        action={
          <Button
            size="small"
            onClick={() => onLink(isLinked ? '' : one.ticket_id)}
            data-testid="acceptance-repeat"
          >
            {t(isLinked ? 'duplicate.unlink' : 'duplicate.link')}
          </Button>
        }
      />
    );
  });
}
