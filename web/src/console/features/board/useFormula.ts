import { measuresQuery } from '@console/features/figures/today/api';
import { useText } from '@shared/i18n';
import { useCan } from '@shared/perm/Can';
import { useQuery } from '@tanstack/react-query';

/** How a figure is computed, in words, for who may read figures. */
export function useFormula(): (code: string | undefined) => string | undefined {
  const { data } = useQuery({ ...measuresQuery, enabled: useCan('figures.view') });
  const text = useText();
  return (code) => {
    const measure = data?.find((each) => each.code === code);
    return measure && [text(measure.formula), text(measure.remark)].filter(Boolean).join('\n');
  };
}
