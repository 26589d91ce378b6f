import { LazyMap } from '@console/map/LazyMap';
import { type Branch, treeOf } from '@shared/api/areaTree';
import { type Area, areasQuery, crewsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { Panel } from '@shared/ui/Panel';
import { Empty } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomProps } from '../rooms';
import { isAbout, SettingTable } from '../SettingTable';
import styles from '../service.module.css';
import { AreaEditor } from './AreaEditor';

type Leaf = Area & { depth: number };

const flat = (branches: Branch[], depth = 0): Leaf[] =>
  branches.flatMap(({ area, children }) => [{ ...area, depth }, ...flat(children, depth + 1)]);

/** The areas as they lie in each other, beside the map of them. */
export function AreaRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const areas = useQuery(areasQuery);
  const { data: crews } = useQuery(crewsQuery);
  const [edited, edit] = useState<Area | null>(null);
  const rows = useMemo(
    () =>
      flat(treeOf(areas.data ?? [])).filter((area) =>
        isAbout(wanted, area.code, area.text['zh-CN'], area.text.en, area.district_path),
      ),
    [areas.data, wanted],
  );
  const shapes = useMemo(
    () =>
      rows.flatMap(({ area_id: id, text: name, polygon }) =>
        polygon ? [{ id, name: text(name), polygon, open: 0, overdue: 0, isChosen: false }] : [],
      ),
    [rows, text],
  );
  const crewOf = (area: Area) => text(crews?.find(({ crew_id }) => crew_id === area.crew_id)?.text);
  return (
    <div className={styles.beside}>
      <SettingTable
        title={t('room.areas')}
        note={t('area.hint')}
        query={areas}
        rows={rows}
        rowKey={({ area_id }) => area_id}
        name={(area) => text(area.text)}
        isFiltered={wanted !== ''}
        none={t('area.none')}
        onEdit={edit}
        columns={[
          {
            key: 'name',
            title: t('field.name'),
            cell: (area) => <span style={{ paddingLeft: area.depth * 18 }}>{text(area.text)}</span>,
          },
          { key: 'code', title: t('field.code'), cell: ({ code }) => code },
          { key: 'district', title: t('area.district'), cell: ({ district_path }) => district_path || '—' },
          {
            key: 'crew',
            title: t('area.crew'),
            cell: (area) => crewOf(area) || <em className={styles.missing}>{t('area.noCrew')}</em>,
          },
          {
            key: 'shape',
            title: t('area.shape'),
            cell: ({ polygon }) =>
              polygon ? t('area.drawn') : <em className={styles.missing}>{t('area.undrawn')}</em>,
          },
        ]}
      />
      <Panel title={t('area.map')} note={t('area.mapHint')} className={styles.panel} isFlush>
        {shapes.length > 0 ? (
          <LazyMap
            label={t('area.map')}
            areas={shapes}
            onChoose={([id]) => edit(areas.data?.find(({ area_id }) => area_id === id) ?? null)}
          />
        ) : (
          <Empty title={t('area.noShapes')} hint={t('area.noShapesHint')} />
        )}
      </Panel>
      {edited && <AreaEditor key={edited.area_id} area={edited} onClose={() => edit(null)} />}
      {isAdding && <AreaEditor area={null} onClose={onAdded} />}
    </div>
  );
}
