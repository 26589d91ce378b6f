import '../messages';
import { useTranslation } from 'react-i18next';
import type { Measure } from '../today/api';
import { written } from '../today/values';
import type { Target } from './api';

/** A goal in words: at least 85.0 %, within 15 s. */
export function Goal({ target, measure }: { target: Target; measure: Measure }) {
  const { t } = useTranslation('figures');
  const goal = written(target.goal, measure.unit);
  return (
    <>
      {target.is_ceiling ? t('targets.most', { goal }) : t('targets.least', { goal })}
      {target.within_s !== null && <small> {t('targets.within', { seconds: target.within_s })}</small>}
    </>
  );
}
