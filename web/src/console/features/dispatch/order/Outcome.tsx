import { FormFields } from '@console/forms/FormFields';
import { api } from '@shared/api/client';
import type { Definition } from '@shared/forms/model';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { photoUrl, type WholeOrder } from '../api';
import { useOrderWords } from '../words';
import styles from './order.module.css';
import { viewBoxOf } from './signature';

/** How it ended: result, cause, parts, the form as it was filled in, the customer's signature. */
export function Outcome({ order }: { order: WholeOrder }) {
  const { t } = useTranslation('dispatch');
  const words = useOrderWords();
  const { result_code, cause_code, parts, note, answers, form_code, form_version } = order;
  const hasAnswers = form_code !== '' && form_version !== null && Object.keys(answers).length > 0;
  if (!result_code && !note && !hasAnswers) return null;
  const rows: [string, string][] = [
    [
      t('outcome.result'),
      result_code &&
        `${words.result(result_code)}${order.is_fixed === false ? ` (${t('outcome.notFixed')})` : ''}`,
    ],
    [t('outcome.cause'), cause_code && words.cause(cause_code)],
    [t('outcome.parts'), parts.map(({ code, count }) => `${words.part(code)} × ${count}`).join(' · ')],
    [t('outcome.note'), note],
  ];
  return (
    <section className={styles.section} aria-labelledby="order-outcome">
      <h3 id="order-outcome">{t('outcome.title')}</h3>
      <dl className={styles.facts}>
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      {hasAnswers && <Form order={order} />}
      <Signature drawn={order.signature} />
    </section>
  );
}

/** The field page draws it as a picture, or as a path of straight lines. */
function Signature({ drawn }: { drawn: string }) {
  const { t } = useTranslation('dispatch');
  if (drawn.startsWith('data:image/'))
    return <img className={styles.signature} src={drawn} alt={t('outcome.signature')} />;
  const viewBox = viewBoxOf(drawn);
  if (!viewBox) return null;
  return (
    <svg className={styles.signature} viewBox={viewBox} role="img" aria-label={t('outcome.signature')}>
      <path d={drawn} />
    </svg>
  );
}

function Form({ order }: { order: WholeOrder }) {
  const { form_code, form_version, work_order_id, answers } = order;
  const { data, error, refetch } = useQuery({
    queryKey: ['forms', 'version', form_code, form_version],
    staleTime: Number.POSITIVE_INFINITY, // a published version never changes
    queryFn: ({ signal }) =>
      api.get<{ definition: Definition }>(`/api/forms/${form_code}/versions/${form_version}`, signal),
  });
  if (error && !data) return <PanelError error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton lines={4} />;
  return (
    <FormFields
      definition={data.definition}
      answers={answers}
      isReadOnly
      fileUrl={(_, file) => photoUrl(work_order_id, file)}
    />
  );
}
