import { useDebounced } from '@shared/ui/useDebounced';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { previewQuery } from './api';
import styles from './messages.module.css';

const PAUSE_MS = 250;

interface TemplatePreviewProps {
  text: string;
  values: Record<string, string>;
  language: 'zh-CN' | 'en';
}

/** How words will be sent, as the server cuts them. */
export function TemplatePreview({ text, values, language }: TemplatePreviewProps) {
  const { t } = useTranslation('messages');
  const asked = useDebounced(JSON.stringify([text, values]), PAUSE_MS);
  const [words, samples] = JSON.parse(asked) as [string, Record<string, string>];
  const { data } = useQuery({ ...previewQuery(words, samples), enabled: words.trim() !== '' });
  const parts = words.trim() === '' ? 0 : (data?.parts.length ?? 0);
  return (
    <section
      className={styles.preview}
      aria-label={`${t('template.preview')} · ${t(`template.in.${language}`)}`}
    >
      <b aria-live="polite" data-testid={`template-parts-${language}`}>
        {t('template.parts', { count: parts })}
      </b>
      {parts > 0 && data && (
        <>
          <small>{t(`template.${data.encoding}`)}</small>
          {data.parts.map((part, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have their place only
            <p key={place} className={styles.words} lang={language}>
              {part}
            </p>
          ))}
        </>
      )}
    </section>
  );
}
