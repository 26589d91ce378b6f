import L from 'leaflet';
import { useEffect, useRef } from 'react';
import type { Box } from './geometry';

/** While it is on, dragging draws a box instead of moving the map. */
export function useBoxing(map: L.Map | null, isOn: boolean, onBox: (box: Box) => void) {
  const drawn = useRef(onBox);
  useEffect(() => {
    drawn.current = onBox;
  });
  useEffect(() => {
    if (!map || !isOn) return;
    let from: L.LatLng | null = null;
    let shape: L.Rectangle | null = null;
    const begin = ({ latlng }: L.LeafletMouseEvent) => {
      from = latlng;
      shape = L.rectangle(L.latLngBounds(latlng, latlng), {
        color: '#1b5fd0',
        weight: 1,
        interactive: false,
      });
      shape.addTo(map);
    };
    const grow = ({ latlng }: L.LeafletMouseEvent) => {
      if (from) shape?.setBounds(L.latLngBounds(from, latlng));
    };
    const end = ({ latlng }: L.LeafletMouseEvent) => {
      if (!from) return;
      const area = L.latLngBounds(from, latlng);
      from = null;
      shape?.remove();
      drawn.current({
        west: area.getWest(),
        south: area.getSouth(),
        east: area.getEast(),
        north: area.getNorth(),
      });
    };
    map.dragging.disable();
    map.on('mousedown', begin).on('mousemove', grow).on('mouseup', end);
    return () => {
      map.dragging.enable();
      map.off('mousedown', begin).off('mousemove', grow).off('mouseup', end);
      shape?.remove();
    };
  }, [map, isOn]);
}
