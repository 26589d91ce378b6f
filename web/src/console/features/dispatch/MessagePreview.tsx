import { useProblemText } from '@shared/api/useProblemText';
import { phoneNumber } from '@shared/ui/format';
import { Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { messageQuery, type Order } from './api';
import styles from './dialogs.module.css';

interface MessagePreviewProps {
  orders: Order[];
  phone: string;
  isPerson: boolean;
}

/** What whoever is chosen will get by SMS; with several orders the first one's. */
export function MessagePreview({ orders, phone, isPerson }: MessagePreviewProps) {
  const { t } = useTranslation('dispatch');
  const [first] = orders;
  if (!phone)
    return (
      <p className={styles.warn} data-testid="assign-mute">
        {t(isPerson ? 'caution.person-without-phone' : 'caution.crew-without-phone')}
      </p>
    );
  return first ? <Words order={first} phone={phone} count={orders.length} /> : null;
}

function Words({ order, phone, count }: { order: Order; phone: string; count: number }) {
  const { t } = useTranslation('dispatch');
  const problem = useProblemText();
  const { data, error } = useQuery(messageQuery(order.work_order_id, order.version));
  if (error) return <p className={styles.warn}>{t('assign.noMessage', { why: problem(error) })}</p>;
  if (!data) return <Skeleton lines={2} />;
  return (
    <figure className={styles.message} data-testid="assign-message">
      <figcaption>
        {t('assign.message', { phone: phoneNumber(phone), parts: data.parts.length })}
        {count > 1 && ` ${t('assign.messageEach')}`}
      </figcaption>
      <blockquote>{data.text}</blockquote>
    </figure>
  );
}
