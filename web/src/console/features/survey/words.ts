import { useText } from '@shared/i18n';
import { shortTime } from '@shared/ui/format';
import { useTranslation } from 'react-i18next';
import type { Subject } from './api';

const facts = ['order_no', 'type', 'area', 'crew', 'person', 'hall', 'address', 'closed'] as const;

/** What was done, as pairs of a name and a value; what is not known is left out. */
export function useFacts(): (subject: Subject) => [string, string][] {
  const { t } = useTranslation('survey');
  const text = useText();
  return (subject) =>
    facts.flatMap((name) => {
      const value =
        name === 'closed'
          ? subject.closed_at
            ? shortTime(Date.parse(subject.closed_at))
            : (subject.closed_on ?? '')
          : typeof subject[name] === 'object'
            ? text(subject[name])
            : (subject[name] ?? '');
      return value ? [[t(`fact.${name}`), value] as [string, string]] : [];
    });
}
