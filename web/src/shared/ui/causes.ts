import { useTranslation } from 'react-i18next';

const causes = [
  'normal',
  'busy',
  'no_answer',
  'rejected',
  'unreachable',
  'unallocated',
  'congestion',
  'cancelled',
  'switch_lost',
  'internal',
] as const;

/** The words for why a connection has ended; for a cause that is not known, `otherwise`. */
export function useCauseWord(): (cause: unknown, otherwise?: string) => string {
  const { t } = useTranslation('ui');
  return (cause, otherwise = t('cause.internal')) => {
    const known = causes.find((each) => each === cause);
    return known ? t(`cause.${known}`) : otherwise;
  };
}
