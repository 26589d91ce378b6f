import { expect, test } from 'vitest';
import type { Group } from './api';
import { blank, draftOf, groupOf, minutesOf } from './group';
import { localInput } from './later';

const group: Group = {
  group_id: 'g1',
  code: 'repairs',
  name: { 'zh-CN': '维修', en: 'Repairs' },
  form_code: 'repair-survey',
  calendar_id: 'c1',
  sources: [
    { kind: 'work_order', codes: ['repair'], area_ids: ['a1'], local_network_ids: ['n1'] },
    { kind: 'file', codes: [], area_ids: [], local_network_ids: [] },
  ],
  script: { 'zh-CN': '您好', en: 'Hello' },
  is_active: true,
  attempts_max: 3,
  retry_after_min: [120, 240],
  import_at: '08:30',
  days_back: 1,
  sample_pct: 100,
  quiet_days: 30,
  satisfied_pct: 60,
  version: 4,
  last_import_at_ms: null,
  counts: {},
};

test('a group that is opened and saved is the same', () => {
  const { group_id, version, last_import_at_ms, counts, ...same } = group;
  expect(groupOf(draftOf(group))).toEqual(same);
});

test('each source gets what belongs to it', () => {
  const draft = {
    ...blank,
    kinds: ['work_order' as const, 'complaint' as const, 'file' as const],
    orderTypes: ['repair'],
    categories: ['billing'],
    areas: ['a1'],
    networks: ['n1'],
  };
  expect(groupOf(draft).sources).toEqual([
    { kind: 'work_order', codes: ['repair'], area_ids: ['a1'], local_network_ids: ['n1'] },
    { kind: 'complaint', codes: ['billing'], area_ids: [], local_network_ids: ['n1'] },
    { kind: 'file', codes: [], area_ids: [], local_network_ids: [] },
  ]);
});

test('minutes are read as people write them; what is none is left to the server to refuse', () => {
  expect(minutesOf('120，240; 60')).toEqual([120, 240, 60]);
  expect(minutesOf('')).toEqual([]);
  expect(minutesOf('2h, 99999')).toEqual([0, 20_000]);
});

test('a moment is written as the input takes it', () => {
  expect(localInput(new Date(2026, 2, 5, 9, 7).getTime())).toBe('2026-03-05T09:07');
});
