import { type Branch, treeOf } from '@shared/api/areaTree';
import { areasQuery, crewsQuery, settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Button, Checkbox, Input, Select, Tree } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { buckets, type Counts } from './api';
import styles from './filters.module.css';
import { changed, type DispatchSearch, type Flag, filterOf, isFiltered } from './search';
import { useHeight } from './useHeight';

interface FiltersProps {
  search: DispatchSearch;
  counts: Counts | undefined;
  onChange: (search: DispatchSearch) => void;
  onClear: () => void;
}

const flags = ['unaccepted', 'unassigned', 'repeat', 'appointment', 'outage'] as const;
const TYPING_MS = 350;

/** Which orders: all of it stands in the address, so that a view can be kept and handed on. */
export function Filters({ search, counts, onChange, onClear }: FiltersProps) {
  const { t } = useTranslation('dispatch');
  const text = useText();
  const { data: settings } = useQuery(settingsQuery);
  const { data: crews } = useQuery(crewsQuery);
  const states = settings?.types.flatMap(({ lifecycle }) => lifecycle.states) ?? [];
  const set = (part: Parameters<typeof changed>[1]) => onChange(changed(search, part));
  const toggle = (flag: Flag) => set({ [flag]: search[flag] ? undefined : true });

  return (
    <section className={styles.filters} aria-label={t('filter.label')}>
      <Find value={search.q ?? ''} onChange={(q) => set({ q })} />
      <fieldset className={styles.buckets}>
        <legend>{t('filter.bucket')}</legend>
        {buckets.map((bucket) => (
          <button
            key={bucket}
            type="button"
            data-bucket={bucket}
            aria-pressed={search.bucket === bucket}
            onClick={() => set({ bucket: search.bucket === bucket ? undefined : bucket })}
            data-testid={`bucket-${bucket}`}
          >
            <b>{counts?.[bucket] ?? '–'}</b>
            {t(`bucket.${bucket}`)}
          </button>
        ))}
      </fieldset>
      <fieldset className={styles.flags}>
        <legend>{t('filter.marks')}</legend>
        {flags.map((flag) => (
          <Checkbox
            key={flag}
            checked={search[flag] === true}
            onChange={() => toggle(flag)}
            data-testid={`flag-${flag}`}
          >
            {t(`flag.${flag}`)} <span className={styles.count}>{counts?.[flag] ?? '–'}</span>
          </Checkbox>
        ))}
        <Checkbox
          checked={search.closed === true}
          onChange={() => set({ closed: search.closed ? undefined : true, bucket: undefined })}
        >
          {t('flag.closed')}
        </Checkbox>
      </fieldset>
      <Select
        aria-label={t('filter.type')}
        value={search.type ?? ''}
        options={[
          { value: '', label: t('filter.anyType') },
          ...(settings?.types.map(({ code, text: name }) => ({ value: code, label: text(name) })) ?? []),
        ]}
        onChange={(type) => set({ type: type || undefined })}
      />
      <Select
        aria-label={t('filter.state')}
        value={search.state ?? ''}
        options={[
          { value: '', label: t('filter.anyState') },
          ...states
            .filter(({ code }, at) => states.findIndex((each) => each.code === code) === at)
            .map(({ code, text: name }) => ({ value: code, label: text(name) })),
        ]}
        onChange={(state) => set({ state: state || undefined })}
      />
      <Select
        className={styles.crew ?? ''}
        data-chosen={search.crew !== undefined}
        aria-label={t('filter.crew')}
        value={search.crew ?? ''}
        showSearch={{ optionFilterProp: 'label' }}
        options={[
          { value: '', label: t('filter.anyCrew') },
          ...(crews?.map(({ crew_id, text: name }) => ({ value: crew_id, label: text(name) })) ?? []),
        ]}
        onChange={(crew) => set({ crew: crew || undefined })}
      />
      <Areas
        chosen={search.areas ?? []}
        noArea={counts?.no_area ?? 0}
        onChoose={(areas) => set({ areas: areas.length > 0 ? areas : undefined })}
      />
      <Button disabled={!isFiltered(filterOf(search))} onClick={onClear} data-testid="filter-clear">
        {t('filter.clear')}
      </Button>
    </section>
  );
}

/** What is typed counts when one pauses. */
function Find({ value, onChange }: { value: string; onChange: (value: string | undefined) => void }) {
  const { t } = useTranslation('dispatch');
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when something is typed, not when the page draws again
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onChange(typed.trim() || undefined), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return (
    <Input
      value={typed}
      type="search"
      aria-label={t('filter.find')}
      placeholder={t('filter.find')}
      onChange={(event) => setTyped(event.target.value)}
      data-testid="dispatch-find"
    />
  );
}

interface AreasProps {
  chosen: string[];
  noArea: number;
  onChoose: (areas: string[]) => void;
}

function Areas({ chosen, noArea, onChoose }: AreasProps) {
  const { t } = useTranslation('dispatch');
  const text = useText();
  const areas = useQuery(areasQuery);
  const [frame, height] = useHeight();
  const nodes = useMemo(() => {
    const node = ({ area, children }: Branch): { key: string; title: string; children: unknown[] } => ({
      key: area.area_id,
      title: text(area.text),
      children: children.map(node),
    });
    return areas.data ? treeOf(areas.data).map(node) : [];
  }, [areas.data, text]);
  return (
    <fieldset className={styles.areas}>
      <legend>{t('filter.area')}</legend>
      {areas.error && !areas.data && <PanelError error={areas.error} onRetry={() => void areas.refetch()} />}
      {areas.isPending && <Skeleton lines={5} />}
      {noArea > 0 && (
        <button
          type="button"
          className={styles.noArea}
          aria-pressed={chosen[0] === 'none'}
          onClick={() => onChoose(chosen[0] === 'none' ? [] : ['none'])}
        >
          {t('filter.noArea', { count: noArea })}
        </button>
      )}
      <div ref={frame} className={styles.tree}>
        {nodes.length > 0 && (
          <Tree
            multiple
            blockNode
            height={height}
            aria-label={t('filter.area')}
            treeData={nodes as never}
            defaultExpandAll={nodes.length < 12}
            selectedKeys={chosen}
            onSelect={(_, { node, nativeEvent }) => {
              const id = String(node.key);
              const isMore = nativeEvent.ctrlKey || nativeEvent.metaKey;
              const others = isMore ? chosen.filter((each) => each !== id && each !== 'none') : [];
              onChoose(chosen.includes(id) ? others : [...others, id]);
            }}
          />
        )}
        {areas.data?.length === 0 && <p className={styles.hint}>{t('filter.noAreas')}</p>}
      </div>
    </fieldset>
  );
}
