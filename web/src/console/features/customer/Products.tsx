import { useLanguage, useText } from '@shared/i18n';
import type { Product } from '@shared/rt/events';
import { money } from '@shared/ui/format';
import { Pill, type Tone } from '@shared/ui/Pill';
import { useTranslation } from 'react-i18next';
import styles from './customer.module.css';

const tones: Record<string, Tone> = {
  active: 'ok',
  fault: 'danger',
  suspended: 'danger',
  pending_active: 'brand',
};

export function Products({ products }: { products: Product[] }) {
  const { t } = useTranslation('customer');
  const text = useText();
  const language = useLanguage();
  return (
    <>
      <h3 className={styles.section}>{t('products')}</h3>
      {products.length === 0 && <p className={styles.none}>{t('noProducts')}</p>}
      {products.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('product')}</th>
              <th scope="col">{t('resource')}</th>
              <th scope="col" className={styles.number}>
                {t('fee')}
              </th>
              <th scope="col">{t('status')}</th>
              <th scope="col">{t('expires')}</th>
            </tr>
          </thead>
          <tbody>
            {products.map((product) => (
              <tr key={`${product.resource} ${product.name['zh-CN']}`}>
                <td>{text(product.name)}</td>
                <td>{product.resource}</td>
                <td className={styles.number}>{money(product.monthly_fee_minor, language)}</td>
                <td>
                  <Pill tone={tones[product.status.code] ?? 'plain'}>{text(product.status.text)}</Pill>
                  {product.is_live && <small className={styles.live}>{t('live')}</small>}
                </td>
                <td>{product.expires_on ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
