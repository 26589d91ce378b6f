import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { type Definition, END, type Item, type Jump } from '@shared/forms/model';
import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Conditions } from './Conditions';
import * as edit from './edit';
import styles from './editor.module.css';
import { RowTool } from './Options';
import { useFormWords } from './words';

interface JumpsProps {
  definition: Definition;
  place: edit.Place;
  item: Item;
  onChange: (item: Item) => void;
}

/** Where it goes on after an item: "if this is unsolved go to question 7". */
export function Jumps({ definition, place, item, onChange }: JumpsProps) {
  const { t } = useTranslation('forms');
  const { nameOf } = useFormWords(definition);
  const jumps = item.jumps ?? [];
  const set = (next: Jump[]) => onChange(edit.put(item, 'jumps', next));
  const swap = (at: number, by: number) => {
    const [one, other] = [jumps[at], jumps[at + by]];
    if (one && other) set(jumps.with(at, other).with(at + by, one));
  };
  const before = [...edit.earlier(definition, place), item];
  const targets = [
    ...edit.later(definition, place).map((each) => ({ value: each.code, label: nameOf(each) })),
    { value: END, label: t('editor.end') },
  ];
  return (
    <fieldset className={styles.group}>
      <legend>{t('editor.jumps')}</legend>
      {jumps.length === 0 && <small>{t('editor.jumpsHint')}</small>}
      {jumps.map((jump, at) => {
        const number = at + 1;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: jumps have no names
          <div key={at} className={styles.jump} data-testid={`jump-${number}`}>
            <div className={styles.jumpHead}>
              <b>{t('editor.jump', { number })}</b>
              <RowTool
                label={`${t('up')} ${number}`}
                icon={<ArrowUpOutlined />}
                onClick={() => swap(at, -1)}
              />
              <RowTool
                label={`${t('down')} ${number}`}
                icon={<ArrowDownOutlined />}
                onClick={() => swap(at, 1)}
              />
              <RowTool
                label={`${t('remove')} ${number}`}
                icon={<DeleteOutlined />}
                onClick={() => set(jumps.toSpliced(at, 1))}
              />
            </div>
            <Conditions
              title={t('editor.if')}
              hint={t('editor.always')}
              definition={definition}
              before={before}
              conditions={jump.when ?? []}
              onChange={(when) => set(jumps.with(at, when.length > 0 ? { ...jump, when } : { to: jump.to }))}
            />
            <div className={styles.target}>
              <span aria-hidden>{t('editor.goTo')}</span>
              <Select
                value={jump.to}
                aria-label={t('editor.goTo')}
                options={targets}
                onChange={(to: string) => set(jumps.with(at, { ...jump, to }))}
              />
            </div>
          </div>
        );
      })}
      <Button
        size="small"
        type="dashed"
        icon={<PlusOutlined />}
        onClick={() => set([...jumps, { to: END }])}
        data-testid="jump-add"
      >
        {t('editor.addJump')}
      </Button>
    </fieldset>
  );
}
