import type { Definition } from '@shared/forms/model';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Draft } from './api';
import { Conflict } from './Conflict';
import * as edit from './edit';
import styles from './forms.module.css';
import { ItemEditor } from './ItemEditor';
import { ItemList } from './ItemList';
import { Preview } from './Preview';
import { Problems } from './Problems';
import { SectionEditor } from './SectionEditor';
import { useFormDraft } from './useFormDraft';
import { VersionBar } from './VersionBar';

interface FormEditorProps {
  loaded: Draft;
  onBack: () => void;
  /** The pause after which a draft is saved; tests are in a hurry. */
  autosaveMs?: number;
}

/** Questions on the left, the chosen one in the middle, what agents will see on the right. */
export function FormEditor({ loaded, onBack, autosaveMs }: FormEditorProps) {
  const { t } = useTranslation('forms');
  const draft = useFormDraft(loaded, autosaveMs);
  const { definition, change } = draft;
  const [chosen, setChosen] = useState<edit.Place | null>(() => firstOf(loaded.definition));
  const [removed, setRemoved] = useState<{ before: Definition; name: string } | null>(null);
  const apply = ([next, place]: [Definition, edit.Place | null]) => {
    setRemoved(null);
    change(next);
    setChosen(place);
  };
  const remove = (place: edit.Place, name: string) => {
    setRemoved({ before: definition, name });
    change(edit.remove(definition, place));
    setChosen(null);
  };
  const undo = () => {
    if (removed) change(removed.before);
    setRemoved(null);
  };
  const write = (next: Definition) => {
    setRemoved(null);
    change(next);
  };
  const find = (field: string) => {
    const [kind, code = ''] = field.split('.');
    const section = edit.sectionsOf(definition).findIndex((each) => each.code === code);
    const place = kind === 'sections' ? { section, item: null } : edit.placeOf(definition, code);
    if (place && place.section >= 0) setChosen(place);
  };
  const item = chosen && edit.itemAt(definition, chosen);
  const section = chosen && edit.sectionsOf(definition)[chosen.section];
  return (
    <div className={styles.builder} data-testid="form-builder">
      <VersionBar draft={draft} onBack={onBack} />
      {draft.theirs && (
        <Conflict mine={definition} theirs={draft.theirs} onSettle={(isMine) => void draft.settle(isMine)} />
      )}
      <div className={styles.panes}>
        <section className={styles.pane} aria-label={t('list.label')}>
          <ItemList
            definition={definition}
            problems={draft.problems}
            chosen={chosen}
            removed={removed?.name ?? null}
            onChoose={setChosen}
            onApply={apply}
            onRemove={remove}
            onUndo={undo}
          />
          <Problems problems={draft.problems} definition={definition} saving={draft.saving} onFind={find} />
        </section>
        <section className={styles.pane} aria-label={t('editor.label')} data-testid="item-editor">
          {item && chosen ? (
            <ItemEditor
              key={`${chosen.section}.${chosen.item}`}
              definition={definition}
              place={chosen}
              item={item}
              onChange={write}
            />
          ) : section && chosen ? (
            <SectionEditor
              key={chosen.section}
              section={section}
              onChange={(next) => write(edit.changeSection(definition, chosen.section, next))}
            />
          ) : (
            <p className={styles.nothing}>{t('editor.nothing')}</p>
          )}
        </section>
        <Preview definition={definition} />
      </div>
    </div>
  );
}

function firstOf(definition: Definition): edit.Place | null {
  const section = edit.sectionsOf(definition).findIndex((each) => edit.itemsIn(each).length > 0);
  return section < 0 ? null : { section, item: 0 };
}
