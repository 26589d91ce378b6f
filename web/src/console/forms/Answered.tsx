import { isBlank } from '@shared/forms/check';
import type { Answer, Item } from '@shared/forms/model';
import { say } from '@shared/forms/words';
import type { Language } from '@shared/i18n';
import { useTranslation } from 'react-i18next';
import styles from './fields.module.css';

interface AnsweredProps {
  item: Item;
  language: Language;
  answer: Answer;
  fileUrl: ((item: Item, file: string) => string) | undefined;
}

/** An answer as text; photos and the signature as links. */
export function Answered({ item, language, answer, fileUrl }: AnsweredProps) {
  const { t } = useTranslation('answers', { lng: language });
  if (isBlank(answer)) return <span className={styles.none}>{t('none')}</span>;
  const each = Array.isArray(answer) ? answer.map(String) : [String(answer)];
  if (item.kind === 'photo' || item.kind === 'signature') {
    const name = (number: number) => (item.kind === 'photo' ? t('photo', { number }) : t('signature'));
    return (
      <span className={styles.files}>
        {each.map((file, place) =>
          fileUrl ? (
            <a key={file} href={fileUrl(item, file)} target="_blank" rel="noreferrer">
              {name(place + 1)}
            </a>
          ) : (
            <span key={file}>{name(place + 1)}</span>
          ),
        )}
      </span>
    );
  }
  const words = (code: string) => {
    const label = say(item.options?.find((option) => option.code === code)?.label, language);
    return item.kind === 'scale' || item.kind === 'nps'
      ? [code, label].filter(Boolean).join(' · ')
      : label || code;
  };
  return <span className={styles.answer}>{each.map(words).join(language === 'en' ? ', ' : '、')}</span>;
}
