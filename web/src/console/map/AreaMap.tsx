import 'leaflet/dist/leaflet.css';
import type { Polygon } from '@shared/api/workOrders';
import L from 'leaflet';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Cluster, clustersOf, isCrowded } from './clusters';
import { type Box, boxOf, centreOf, isInside, type Point, pointsOf } from './geometry';
import styles from './map.module.css';
import { useBoxing } from './useBoxing';

export interface MapArea {
  id: string;
  name: string;
  polygon: Polygon;
  open: number;
  overdue: number;
  isChosen: boolean;
}

export interface MapPerson extends Point {
  id: string;
  name: string;
  note: string;
  isStale: boolean;
}

export interface AreaMapProps {
  label: string;
  areas: MapArea[];
  people?: MapPerson[];
  /** Draw a box instead of moving the map. */
  isBoxing?: boolean;
  onChoose?: (areaIds: string[]) => void;
}

const PADDING_PX = 16;
/** Where to begin when there is no room yet to fit anything into. */
const FAR = 5;

const CHINA: Box = { west: 98, south: 22, east: 124, north: 44 };
const bounds = ({ west, south, east, north }: Box) => L.latLngBounds([south, west], [north, east]);

/** Show a box, if there is any room; a panel that is still closed has none. Tells whether there was. */
function frameOn(map: L.Map, box: Box): boolean {
  const { x, y } = map.getSize();
  const hasRoom = Math.min(x, y) > 2 * PADDING_PX;
  if (hasRoom) map.fitBounds(bounds(box), { padding: [PADDING_PX, PADDING_PX], animate: false });
  else map.setView(bounds(box).getCenter(), FAR, { animate: false });
  return hasRoom;
}

/** The operator's own areas, without tiles from anywhere: shapes, counts in their middles, and where people are. */
export default function AreaMap({ label, areas, people = [], isBoxing = false, onChoose }: AreaMapProps) {
  const { t } = useTranslation('map');
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<L.Map | null>(null);
  const choose = useRef(onChoose);
  useEffect(() => {
    choose.current = onChoose;
  });

  const [zoomIn, zoomOut] = [t('zoomIn'), t('zoomOut')];
  useEffect(() => {
    if (!box.current) return;
    const made = L.map(box.current, {
      attributionControl: false,
      zoomControl: false,
      zoomSnap: 0.25,
      zoomAnimation: false,
      fadeAnimation: false,
      markerZoomAnimation: false,
    });
    L.control.zoom({ zoomInTitle: zoomIn, zoomOutTitle: zoomOut }).addTo(made);
    L.control.scale({ imperial: false }).addTo(made);
    frameOn(made, CHINA);
    const watch = new ResizeObserver(() => made.invalidateSize({ animate: false }));
    watch.observe(box.current);
    setMap(made);
    return () => {
      watch.disconnect();
      made.remove();
      setMap(null);
    };
  }, [zoomIn, zoomOut]);

  useFrame(map, areas);
  useShapes(map, areas, choose);
  useCounts(map, areas, choose, (cluster) =>
    t('count', {
      names: names(areas, cluster).join(t('comma')),
      open: cluster.open,
      overdue: cluster.overdue,
    }),
  );
  usePeople(map, people);
  useBoxing(map, isBoxing, (drawn) => {
    const inside = areas.filter(({ polygon }) => {
      const centre = centreOf(polygon);
      return centre !== null && isInside(centre, drawn);
    });
    choose.current?.(inside.map(({ id }) => id));
  });

  return (
    // biome-ignore lint/a11y/useSemanticElements: a map is no fieldset
    <div
      ref={box}
      role="group"
      aria-label={label}
      className={styles.map}
      data-boxing={isBoxing}
      data-testid="area-map"
    />
  );
}

type Choose = { current: AreaMapProps['onChoose'] };

const names = (areas: MapArea[], cluster: Cluster) =>
  areas.filter(({ id }) => cluster.ids.includes(id)).map(({ name }) => name);

/** Show all areas once they are there, and again when there are others; not when their counts change. */
function useFrame(map: L.Map | null, areas: MapArea[]) {
  const shape = areas.map(({ id }) => id).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: by what areas there are, not by how they look
  useEffect(() => {
    const frame = boxOf(areas.flatMap(({ polygon }) => pointsOf(polygon)));
    if (!map || !frame || frameOn(map, frame)) return;
    const again = () => {
      if (frameOn(map, frame)) map.off('resize', again);
    };
    map.on('resize', again);
    return () => void map.off('resize', again);
  }, [map, shape]);
}

function useShapes(map: L.Map | null, areas: MapArea[], choose: Choose) {
  useEffect(() => {
    if (!map) return;
    const layers = L.layerGroup().addTo(map);
    for (const area of areas) {
      const name = document.createElement('span'); // a string would be taken for HTML
      name.textContent = area.name;
      const tone = area.isChosen ? 'chosen' : area.overdue > 0 ? 'late' : 'plain';
      L.geoJSON(area.polygon, { style: { ...strokes[tone], weight: area.isChosen ? 3 : 1.5 } })
        .bindTooltip(name, { sticky: true })
        .on('click', () => choose.current?.([area.id]))
        .addTo(layers);
    }
    return () => void layers.remove();
  }, [map, areas, choose]);
}

const strokes = {
  plain: { color: '#7c8a9c', fillColor: '#c9d3df', fillOpacity: 0.45 },
  late: { color: '#c42b1c', fillColor: '#f4c6c1', fillOpacity: 0.45 },
  chosen: { color: '#1b5fd0', fillColor: '#b9d0f5', fillOpacity: 0.6 },
};

function useCounts(map: L.Map | null, areas: MapArea[], choose: Choose, say: (cluster: Cluster) => string) {
  const words = useRef(say);
  useEffect(() => {
    words.current = say;
  });
  useEffect(() => {
    if (!map) return;
    const layers = L.layerGroup().addTo(map);
    const draw = () => {
      layers.clearLayers();
      const spots = areas.flatMap((area) => {
        const centre = centreOf(area.polygon);
        if (!centre) return [];
        const { x, y } = map.project([centre.lat, centre.lon]);
        return [{ ...area, x, y }];
      });
      for (const cluster of clustersOf(spots)) {
        const html = document.createElement('span');
        html.textContent = String(cluster.open);
        html.dataset.late = String(cluster.overdue > 0);
        const icon = L.divIcon({ html, className: styles.count ?? '', iconSize: [34, 34] });
        const marker = L.marker(map.unproject([cluster.x, cluster.y]), {
          icon,
          title: words.current(cluster),
        });
        marker.on('click keypress', () => choose.current?.(cluster.ids)).addTo(layers);
        marker.getElement()?.setAttribute('aria-label', words.current(cluster));
      }
    };
    draw();
    map.on('zoomend', draw);
    return () => {
      map.off('zoomend', draw);
      layers.remove();
    };
  }, [map, areas, choose]);
}

function usePeople(map: L.Map | null, people: MapPerson[]) {
  useEffect(() => {
    if (!map) return;
    const layers = L.layerGroup().addTo(map);
    const draw = () => {
      layers.clearLayers();
      const spots = people.map(({ lat, lon }) => map.project([lat, lon]));
      people.forEach(({ lat, lon, name, note, isStale }, place) => {
        const html = document.createElement('span');
        html.textContent = isCrowded(spots, place) ? name : `${name} · ${note}`;
        html.dataset.stale = String(isStale);
        const icon = L.divIcon({ html, className: styles.person ?? '', iconSize: [0, 0] });
        L.marker([lat, lon], { icon, interactive: false, keyboard: false }).addTo(layers);
      });
    };
    draw();
    map.on('zoomend', draw);
    return () => {
      map.off('zoomend', draw);
      layers.remove();
    };
  }, [map, people]);
}
