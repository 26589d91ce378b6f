import { shortTime } from '@shared/ui/format';
import { useTranslation } from 'react-i18next';
import { photoUrl, type WholeOrder } from '../api';
import styles from './order.module.css';

/** The photos of the place, small; the whole picture opens beside. */
export function Photos({ order }: { order: WholeOrder }) {
  const { t } = useTranslation('dispatch');
  if (order.photos.length === 0) return null;
  return (
    <section className={styles.section} aria-labelledby="order-photos">
      <h3 id="order-photos">{t('photos', { count: order.photos.length })}</h3>
      <ul className={styles.photos}>
        {order.photos.map(({ photo_id, at }, place) => (
          <li key={photo_id}>
            <a href={photoUrl(order.work_order_id, photo_id)} target="_blank" rel="noreferrer">
              <img
                src={photoUrl(order.work_order_id, photo_id)}
                loading="lazy"
                alt={t('photo', { number: place + 1, time: shortTime(Date.parse(at)) })}
              />
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
