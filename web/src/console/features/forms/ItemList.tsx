import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  CopyOutlined,
  DeleteOutlined,
  PlusOutlined,
} from '@ant-design/icons';
import { type Definition, type Item, kinds } from '@shared/forms/model';
import { Button, Dropdown } from 'antd';
import { type KeyboardEvent, type ReactNode, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from './api';
import * as edit from './edit';
import styles from './forms.module.css';
import { useFormWords } from './words';

interface ItemListProps {
  definition: Definition;
  problems: Problem[];
  chosen: edit.Place | null;
  /** The name of what has just been deleted, as long as it can be had back. */
  removed: string | null;
  onChoose: (place: edit.Place) => void;
  onApply: (result: [Definition, edit.Place | null]) => void;
  onRemove: (place: edit.Place, name: string) => void;
  onUndo: () => void;
}

const keyOf = (place: edit.Place) => `${place.section}.${place.item ?? ''}`;

/** The sections with their items: choose, add, copy, move and delete, by mouse or by keys. */
export function ItemList(props: ItemListProps) {
  const { definition, problems, chosen, removed, onChoose, onApply, onRemove, onUndo } = props;
  const { t } = useTranslation('forms');
  const { words, numberOf } = useFormWords(definition);
  const list = useRef<HTMLDivElement>(null);
  const hasFocus = useRef(false);
  const chosenKey = chosen && keyOf(chosen);
  useEffect(() => {
    if (hasFocus.current) list.current?.querySelector<HTMLElement>(`[data-key="${chosenKey}"]`)?.focus();
    hasFocus.current = false;
  }, [chosenKey]);

  const places = edit
    .sectionsOf(definition)
    .flatMap((section, place): edit.Place[] => [
      { section: place, item: null },
      ...edit.itemsIn(section).map((_, item) => ({ section: place, item })),
    ]);
  const press = (event: KeyboardEvent, place: edit.Place) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key] as 1 | -1 | undefined;
    if (!by || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    hasFocus.current = true;
    if (event.altKey) return onApply(edit.move(definition, place, by));
    const next = places[places.findIndex((each) => keyOf(each) === keyOf(place)) + by];
    if (next) onChoose(next);
  };
  const entry = (place: edit.Place, label: string, code: string, isWrong: boolean, more?: Item) => (
    <button
      type="button"
      className={more ? styles.entry : styles.sectionEntry}
      data-key={keyOf(place)}
      data-wrong={isWrong}
      data-testid={`entry-${code}`}
      aria-current={chosenKey === keyOf(place)}
      aria-keyshortcuts="Alt+ArrowUp Alt+ArrowDown"
      onClick={() => onChoose(place)}
      onKeyDown={(event) => press(event, place)}
    >
      {more && <span className={styles.number}>{numberOf(more)}</span>}
      <span className={styles.words}>{label}</span>
      {more && <Marks item={more} />}
    </button>
  );
  const name = (place: edit.Place) =>
    words(
      place.item === null
        ? edit.sectionsOf(definition)[place.section]?.title
        : edit.itemAt(definition, place)?.label,
    );
  return (
    <>
      <div className={styles.listTools}>
        <Dropdown
          trigger={['click']}
          menu={{
            items: kinds.map((kind) => ({ key: kind, label: t(`kind.${kind}`) })),
            onClick: ({ key }) => onApply(edit.addItem(definition, chosen, key as Item['kind'])),
          }}
        >
          <Button size="small" type="primary" icon={<PlusOutlined />} data-testid="item-add">
            {t('list.add')}
          </Button>
        </Dropdown>
        <Button size="small" onClick={() => onApply(edit.addSection(definition))} data-testid="section-add">
          {t('list.addSection')}
        </Button>
      </div>
      <div className={styles.entries} ref={list}>
        {edit.sectionsOf(definition).map((section, place) => {
          const wrong = (field: string) => problems.some((problem) => problem.field === field);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: codes of a draft may repeat; entries keep nothing
            <div key={place} className={styles.sectionEntries}>
              {entry(
                { section: place, item: null },
                words(section.title),
                section.code,
                wrong(`sections.${section.code}`),
              )}
              {edit.itemsIn(section).map((item, number) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: as above
                <div key={number}>
                  {entry(
                    { section: place, item: number },
                    words(item.label),
                    item.code,
                    wrong(`items.${item.code}`),
                    item,
                  )}
                </div>
              ))}
            </div>
          );
        })}
      </div>
      <div className={styles.entryTools}>
        {chosen && (
          <>
            <Tool
              label={t('up')}
              icon={<ArrowUpOutlined />}
              onClick={() => onApply(edit.move(definition, chosen, -1))}
            />
            <Tool
              label={t('down')}
              icon={<ArrowDownOutlined />}
              onClick={() => onApply(edit.move(definition, chosen, 1))}
            />
            {chosen.item !== null && (
              <Tool
                label={t('duplicate')}
                icon={<CopyOutlined />}
                onClick={() => onApply(edit.duplicate(definition, chosen))}
              />
            )}
            <Tool
              label={t('remove')}
              icon={<DeleteOutlined />}
              onClick={() => onRemove(chosen, name(chosen))}
            />
            <small className={styles.keys}>{t('list.keys')}</small>
          </>
        )}
      </div>
      <div role="status" className={styles.removed} data-shown={removed !== null}>
        {removed !== null && (
          <>
            <span>{t('list.deleted', { name: removed })}</span>
            <Button size="small" type="link" onClick={onUndo} data-testid="undo">
              {t('list.undo')}
            </Button>
          </>
        )}
      </div>
    </>
  );
}

function Tool({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: () => void }) {
  return <Button size="small" type="text" icon={icon} aria-label={label} title={label} onClick={onClick} />;
}

function Marks({ item }: { item: Item }) {
  const { t } = useTranslation('forms');
  const marks = [
    item.is_required && { sign: '*', meaning: t('list.required') },
    item.show_if && { sign: '?', meaning: t('list.conditional') },
    item.jumps && { sign: '↷', meaning: t('list.jumps') },
  ].filter((mark) => typeof mark === 'object');
  return (
    <span className={styles.marks}>
      <span className={styles.kind}>{t(`kind.${item.kind}`)}</span>
      {marks.map(({ sign, meaning }) => (
        <abbr key={sign} title={meaning}>
          {sign}
        </abbr>
      ))}
    </span>
  );
}
