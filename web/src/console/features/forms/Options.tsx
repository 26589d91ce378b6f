import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { bounds } from '@shared/forms/check';
import type { Item, Option } from '@shared/forms/model';
import { range } from '@shared/forms/words';
import { Button, Input, InputNumber } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import * as edit from './edit';
import styles from './editor.module.css';
import { written } from './Pair';

interface OptionsProps {
  item: Item;
  onChange: (item: Item) => void;
}

/** The options of a choice, or the words of a scale's points. */
export function Options({ item, onChange }: OptionsProps) {
  const { t } = useTranslation('forms');
  const isScale = item.kind === 'scale';
  const options = isScale ? pointsOf(item) : (item.options ?? []);
  const set = (next: Option[]) => onChange(edit.put(item, 'options', isScale ? next.filter(says) : next));
  const change = (place: number, option: Option) => set(options.with(place, option));
  const swap = (place: number, by: number) => {
    const [one, other] = [options[place], options[place + by]];
    if (one && other) set(options.with(place, other).with(place + by, one));
  };
  const add = () => {
    const taken = new Set(options.map(({ code }) => code));
    const number = range(1, options.length + 1).find((each) => !taken.has(`o${each}`));
    set([...options, { code: `o${number}`, label: {} }]);
  };
  return (
    <fieldset className={styles.group}>
      <legend>{t(isScale ? 'editor.points' : 'editor.options')}</legend>
      <table className={styles.options}>
        <thead>
          <tr>
            <th scope="col">{t('editor.itemCode')}</th>
            <th scope="col">{t('editor.zh')}</th>
            <th scope="col">{t('editor.en')}</th>
            <th scope="col">{t('editor.score')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          {options.map((option, place) => {
            const number = place + 1;
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: codes change while they are written
              <tr key={place}>
                <td>
                  {isScale ? (
                    option.code
                  ) : (
                    <Input
                      value={option.code}
                      maxLength={40}
                      spellCheck={false}
                      aria-label={t('editor.optionCode', { number })}
                      onChange={(event) =>
                        change(place, { ...option, code: codeFrom(event.target.value, option.code) })
                      }
                    />
                  )}
                </td>
                {(['zh-CN', 'en'] as const).map((language) => (
                  <td key={language}>
                    <Input
                      value={option.label[language] ?? ''}
                      lang={language}
                      maxLength={500}
                      aria-label={t(language === 'en' ? 'editor.optionEn' : 'editor.optionZh', { number })}
                      onChange={(event) =>
                        change(place, {
                          ...option,
                          label: written(option.label, language, event.target.value),
                        })
                      }
                    />
                  </td>
                ))}
                <td>
                  <InputNumber
                    value={option.score ?? null}
                    min={0}
                    max={1000}
                    precision={0}
                    controls={false}
                    aria-label={t('editor.optionScore', { number })}
                    onChange={(score) => {
                      const { score: _, ...others } = option;
                      change(place, score === null ? others : { ...others, score });
                    }}
                  />
                </td>
                <td className={styles.tools}>
                  {!isScale && (
                    <>
                      <RowTool
                        label={`${t('up')} ${number}`}
                        icon={<ArrowUpOutlined />}
                        onClick={() => swap(place, -1)}
                      />
                      <RowTool
                        label={`${t('down')} ${number}`}
                        icon={<ArrowDownOutlined />}
                        onClick={() => swap(place, 1)}
                      />
                      <RowTool
                        label={`${t('remove')} ${number}`}
                        icon={<DeleteOutlined />}
                        onClick={() => set(options.toSpliced(place, 1))}
                      />
                    </>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {!isScale && (
        <Button size="small" type="dashed" icon={<PlusOutlined />} onClick={add} data-testid="option-add">
          {t('editor.addOption')}
        </Button>
      )}
    </fieldset>
  );
}

const says = (option: Option) => Object.keys(option.label).length > 0 || option.score !== undefined;

const codeFrom = (text: string, before: string) =>
  text === '' || /^[a-z][a-z0-9_-]*$|^[0-9]{1,2}$/.test(text) ? text || before : before;

/** Every point of a scale, with its words as far as there are any. */
const pointsOf = (item: Item): Option[] =>
  range(...bounds(item))
    .slice(0, 11)
    .map(
      (point) =>
        item.options?.find(({ code }) => code === String(point)) ?? { code: String(point), label: {} },
    );

interface RowToolProps {
  label: string;
  icon: ReactNode;
  onClick: () => void;
}

export function RowTool({ label, icon, onClick }: RowToolProps) {
  return <Button size="small" type="text" icon={icon} aria-label={label} title={label} onClick={onClick} />;
}
