import { bounds } from '@shared/forms/check';
import { range, say } from '@shared/forms/words';
import { Button, Checkbox, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import type { ControlProps } from './Control';
import { fieldId } from './FieldFrame';
import styles from './fields.module.css';

/** One or several of a few options. */
export function Choices({ item, formId, language, answer, hasKeys, isWrong, onChange }: ControlProps) {
  const several: unknown[] = Array.isArray(answer) ? answer : [];
  const options = item.options ?? [];
  const toggle = (code: string) =>
    onChange(
      several.includes(code)
        ? several.filter((each) => each !== code)
        : options.map((option) => option.code).filter((each) => each === code || several.includes(each)),
    );
  return (
    <div className={styles.choices}>
      {options.map((option, place) => {
        const label = (
          <>
            {hasKeys && place < 9 && <kbd aria-hidden>{place + 1}</kbd>}
            {say(option.label, language) || option.code}
          </>
        );
        return item.kind === 'multi' ? (
          <Checkbox
            key={option.code}
            checked={several.includes(option.code)}
            aria-invalid={isWrong}
            onChange={() => toggle(option.code)}
          >
            {label}
          </Checkbox>
        ) : (
          <Radio
            key={option.code}
            name={fieldId(formId, item.code)}
            checked={answer === option.code}
            aria-invalid={isWrong}
            onChange={() => onChange(option.code)}
          >
            {label}
          </Radio>
        );
      })}
      {item.kind === 'single' && <Clear {...{ item, language, answer, onChange }} />}
    </div>
  );
}

/** A point of a scale, or a recommendation from 0 to 10. */
export function Rating({ item, formId, language, answer, isWrong, onChange }: ControlProps) {
  const { t } = useTranslation('answers', { lng: language });
  const points = range(...bounds(item));
  const words = (point: number) =>
    say(item.options?.find((option) => option.code === String(point))?.label, language);
  const [least, most] = [words(points[0] ?? 0), words(points.at(-1) ?? 0)];
  const areAllNamed = points.length <= 5 && points.every(words);
  return (
    <div className={styles.rating}>
      <div className={styles.points} data-is-named={areAllNamed}>
        {points.map((point) => (
          <Radio.Button
            key={point}
            name={fieldId(formId, item.code)}
            checked={answer === point}
            aria-invalid={isWrong}
            aria-label={words(point) ? `${point} ${words(point)}` : String(point)}
            onChange={() => onChange(point)}
          >
            {point}
            {areAllNamed && <small>{words(point)}</small>}
          </Radio.Button>
        ))}
        <Clear {...{ item, language, answer, onChange }} />
      </div>
      {!areAllNamed && (item.kind === 'nps' || least || most) && (
        <div className={styles.ends} aria-hidden>
          <span>{least || (item.kind === 'nps' && t('least'))}</span>
          <span>{most || (item.kind === 'nps' && t('most'))}</span>
        </div>
      )}
    </div>
  );
}

function Clear({
  item,
  language,
  answer,
  onChange,
}: Pick<ControlProps, 'item' | 'language' | 'answer' | 'onChange'>) {
  const { t } = useTranslation('answers', { lng: language });
  if (item.is_required || answer === undefined || answer === null) return null;
  return (
    <Button type="text" size="small" onClick={() => onChange(undefined)}>
      {t('clear')}
    </Button>
  );
}
