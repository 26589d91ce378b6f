import type { Group, NewGroup, Source, SourceKind } from './api';
import { sourceKinds } from './api';

/** A group while it is being edited: times in a row as text, sources by kind. */
export interface GroupDraft extends Omit<NewGroup, 'sources' | 'retry_after_min'> {
  kinds: SourceKind[];
  orderTypes: string[];
  categories: string[];
  areas: string[];
  networks: string[];
  retry: string;
}

export const blank: GroupDraft = {
  code: '',
  name: { 'zh-CN': '', en: '' },
  form_code: '',
  calendar_id: '',
  kinds: ['work_order'],
  orderTypes: [],
  categories: [],
  areas: [],
  networks: [],
  script: { 'zh-CN': '', en: '' },
  is_active: true,
  attempts_max: 3,
  retry: '120',
  import_at: '08:30',
  days_back: 1,
  sample_pct: 100,
  quiet_days: 30,
  satisfied_pct: 60,
};

export function draftOf(group: Group): GroupDraft {
  const of = (kind: SourceKind) => group.sources.find((source) => source.kind === kind);
  const orders = of('work_order');
  const { sources, retry_after_min, group_id, version, last_import_at_ms, counts, ...same } = group;
  return {
    ...same,
    kinds: sourceKinds.filter((kind) => of(kind)),
    orderTypes: orders?.codes ?? [],
    categories: of('complaint')?.codes ?? [],
    areas: orders?.area_ids ?? [],
    networks: orders?.local_network_ids ?? of('complaint')?.local_network_ids ?? [],
    retry: retry_after_min.join(', '),
  };
}

/** The minutes that somebody has written in a row; what is no number becomes one that the server refuses. */
export const minutesOf = (row: string): number[] =>
  row
    .split(/[,，;；\s]+/)
    .filter(Boolean)
    .map((each) => (/^\d{1,5}$/.test(each) ? Math.min(Number(each), 20_000) : 0));

export function groupOf(draft: GroupDraft): NewGroup {
  const { kinds, orderTypes, categories, areas, networks, retry, ...same } = draft;
  const source = (kind: SourceKind): Source => ({
    kind,
    codes: kind === 'work_order' ? orderTypes : kind === 'complaint' ? categories : [],
    area_ids: kind === 'work_order' ? areas : [],
    local_network_ids: kind === 'file' ? [] : networks,
  });
  return { ...same, sources: kinds.map(source), retry_after_min: minutesOf(retry) };
}
