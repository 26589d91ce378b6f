import type { MapArea, MapPerson } from '@console/map/AreaMap';
import { LazyMap } from '@console/map/LazyMap';
import { withBelow } from '@shared/api/areaTree';
import { areasQuery, crewsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { serverNow } from '@shared/rt/clock';
import { Panel } from '@shared/ui/Panel';
import { Empty, PanelError, Skeleton } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { byAreaQuery } from '../api';
import { type Filter, filterOf } from '../search';
import { ageMin, STALE_MIN } from '../sla';
import styles from './mapview.module.css';

interface MapViewProps {
  filter: Filter;
  onChoose: (areaIds: string[]) => void;
}

/** The open orders by area, and where the crews were last. What is chosen here filters the list below. */
export function MapView({ filter, onChoose }: MapViewProps) {
  const { t } = useTranslation('dispatch');
  const text = useText();
  const [isBoxing, setBoxing] = useState(false);
  const everywhere = useMemo(() => filterOf({ ...filter, areas: undefined } as never), [filter]);
  const areas = useQuery(areasQuery);
  const counts = useQuery(byAreaQuery(everywhere));
  const crews = useQuery({ ...crewsQuery, refetchInterval: 30_000 });

  const shapes = useMemo<MapArea[]>(() => {
    const chosen = withBelow(areas.data ?? [], filter.areas ?? []);
    return (
      areas.data?.flatMap(({ area_id, text: name, polygon }) => {
        if (!polygon) return [];
        const found = counts.data?.find((each) => each.area_id === area_id);
        return {
          id: area_id,
          name: text(name),
          polygon,
          open: found?.open ?? 0,
          overdue: found?.overdue ?? 0,
          isChosen: chosen.has(area_id),
        };
      }) ?? []
    );
  }, [areas.data, counts.data, filter.areas, text]);
  const people = useMemo<MapPerson[]>(() => {
    const members = crews.data?.filter(({ is_active }) => is_active).flatMap((crew) => crew.members) ?? [];
    return members.flatMap(({ person_id, name, position, is_active }) => {
      if (!position || !is_active) return [];
      const minutes = ageMin(position.at, serverNow());
      const note =
        minutes < 60 ? t('map.minutes', { minutes }) : t('map.hours', { hours: Math.floor(minutes / 60) });
      return {
        id: person_id,
        name,
        note,
        isStale: minutes > STALE_MIN,
        lon: position.lon,
        lat: position.lat,
      };
    });
  }, [crews.data, t]);

  const drawn = new Set(shapes.map(({ id }) => id));
  const elsewhere = counts.data?.filter(({ area_id }) => area_id !== null && !drawn.has(area_id)) ?? [];
  const undrawn = elsewhere.reduce((sum, { open }) => sum + open, 0);
  const unplaced = counts.data?.find(({ area_id }) => area_id === null)?.open ?? 0;
  const failed = areas.error && !areas.data ? areas : counts.error && !counts.data ? counts : null;
  return (
    <Panel title={t('map.title')} note={t('map.hint')} className={styles.panel} isFlush>
      <div className={styles.frame}>
        <div className={styles.tools}>
          <Button
            size="small"
            type={isBoxing ? 'primary' : 'default'}
            aria-pressed={isBoxing}
            onClick={() => setBoxing(!isBoxing)}
            data-testid="map-box"
          >
            {t('map.box')}
          </Button>
          <Button size="small" disabled={!filter.areas} onClick={() => onChoose([])}>
            {t('map.all')}
          </Button>
          {unplaced > 0 && (
            <Button size="small" onClick={() => onChoose(['none'])} data-testid="map-unplaced">
              {t('map.unplaced', { count: unplaced })}
            </Button>
          )}
          {undrawn > 0 && (
            <Button size="small" onClick={() => onChoose(elsewhere.flatMap(({ area_id }) => area_id ?? []))}>
              {t('map.undrawn', { count: undrawn })}
            </Button>
          )}
        </div>
        {failed ? (
          <PanelError error={failed.error} onRetry={() => void failed.refetch()} />
        ) : areas.data === undefined ? (
          <Skeleton lines={6} />
        ) : shapes.length === 0 ? (
          <Empty title={t('map.none')} hint={t('map.noneHint')} />
        ) : (
          <LazyMap
            label={t('map.title')}
            areas={shapes}
            people={people}
            isBoxing={isBoxing}
            onChoose={(ids) => {
              setBoxing(false);
              if (ids.length > 0) onChoose(ids);
            }}
          />
        )}
      </div>
    </Panel>
  );
}
