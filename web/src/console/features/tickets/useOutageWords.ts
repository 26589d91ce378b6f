import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { useTranslation } from 'react-i18next';
import type { Outage } from './api';

/** Say an outage in one sentence: where, what, until when. */
export function useOutageWords(): (outage: Outage) => string {
  const { t } = useTranslation('tickets');
  const text = useText();
  return ({ area, text: words, expected_until }) => {
    const said = { area: text(area), text: text(words) };
    return expected_until === null
      ? t('outage.open', said)
      : t('outage.until', { ...said, until: shortTime(Date.parse(expected_until)) });
  };
}
