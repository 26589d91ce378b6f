import { t, words } from './i18n';
import type { Choice, UsedPart } from './model';

interface Props {
  offered: Choice[];
  parts: UsedPart[];
  onChange: (parts: UsedPart[]) => void;
}

/** Parts with how many of each; one is taken away by going below one. */
export function PartsUsed({ offered, parts, onChange }: Props) {
  const count = (code: string, by: number) =>
    onChange(
      parts
        .map((part) => (part.code === code ? { ...part, count: Math.min(999, part.count + by) } : part))
        .filter((part) => part.count > 0),
    );
  const left = offered.filter(({ code }) => !parts.some((part) => part.code === code));
  return (
    <fieldset data-testid="parts">
      <legend>{t('parts')}</legend>
      {parts.map((part) => {
        const name = words(offered.find(({ code }) => code === part.code)?.text) || part.code;
        return (
          <div key={part.code} className="row part" data-testid={`part-${part.code}`}>
            <span>{name}</span>
            <button type="button" aria-label={t('fewer', { name })} onClick={() => count(part.code, -1)}>
              −
            </button>
            <b>{part.count}</b>
            <button type="button" aria-label={t('more', { name })} onClick={() => count(part.code, 1)}>
              ＋
            </button>
          </div>
        );
      })}
      {left.length > 0 && (
        <select
          aria-label={t('partAdd')}
          value=""
          onChange={(event) => onChange([...parts, { code: event.target.value, count: 1 }])}
          data-testid="part-add"
        >
          <option value="">{t('partAdd')}</option>
          {left.map(({ code, text }) => (
            <option key={code} value={code}>
              {words(text)}
            </option>
          ))}
        </select>
      )}
    </fieldset>
  );
}
