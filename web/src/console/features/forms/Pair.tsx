import type { Words } from '@shared/forms/model';
import { Input } from 'antd';
import { useId } from 'react';
import styles from './editor.module.css';

interface PairProps {
  labels: [string, string];
  words: Words;
  isLong?: boolean;
  onChange: (words: Words) => void;
}

/** The same words in both languages, side by side. */
export function Pair({ labels, words, isLong = false, onChange }: PairProps) {
  const id = useId();
  return (
    <div className={styles.pair}>
      {(['zh-CN', 'en'] as const).map((language, place) => {
        const shared = {
          id: `${id}-${language}`,
          lang: language,
          maxLength: 500,
          value: words[language] ?? '',
          onChange: (event: { target: { value: string } }) =>
            onChange(written(words, language, event.target.value)),
        };
        return (
          <div key={language} className={styles.field}>
            <label htmlFor={shared.id}>{labels[place]}</label>
            {isLong ? (
              <Input.TextArea {...shared} autoSize={{ minRows: 2, maxRows: 6 }} />
            ) : (
              <Input {...shared} />
            )}
          </div>
        );
      })}
    </div>
  );
}

/** Words with those of one language changed; without it when nothing is left. */
export function written(words: Words, language: 'zh-CN' | 'en', text: string): Words {
  const { [language]: _, ...others } = words;
  return text === '' ? others : { ...others, [language]: text };
}
