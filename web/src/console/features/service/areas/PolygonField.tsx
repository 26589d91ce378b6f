import { UploadOutlined } from '@ant-design/icons';
import { POINTS_MAX, type PolygonFault, readPolygon } from '@console/map/geometry';
import { LazyMap } from '@console/map/LazyMap';
import type { Polygon } from '@shared/api/workOrders';
import { Button, Form, Input } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../service.module.css';

/** The button stands for it; a class would lose to the form's own style of file inputs. */
const hidden = { display: 'none' };

interface PolygonFieldProps {
  name: string;
  value: Polygon | null;
  onChange: (polygon: Polygon | null) => void;
  onWrong: () => void;
}

/** The shape of an area: GeoJSON from a file or pasted, with what is wrong with it, and as it will lie on the map. */
export function PolygonField({ name, value, onChange, onWrong }: PolygonFieldProps) {
  const { t } = useTranslation('service');
  const [typed, setTyped] = useState(() => (value ? JSON.stringify(value) : ''));
  const [fault, setFault] = useState<PolygonFault | null>(null);
  const picker = useRef<HTMLInputElement>(null);

  const read = (text: string) => {
    setTyped(text);
    if (text.trim() === '') {
      setFault(null);
      onChange(null);
      return;
    }
    const found = readPolygon(text);
    if ('fault' in found) {
      setFault(found.fault);
      onWrong();
    } else {
      setFault(null);
      onChange(found.polygon);
    }
  };
  const preview = value &&
    !fault && [{ id: 'preview', name, polygon: value, open: 0, overdue: 0, isChosen: true }];
  return (
    <Form.Item
      label={t('area.geojson')}
      htmlFor="area-geojson"
      validateStatus={fault ? 'error' : ''}
      extra={
        fault ? <span role="alert">{t(`fault.${fault}`, { max: POINTS_MAX })}</span> : t('area.geojsonHint')
      }
    >
      <div className={styles.shape}>
        <div>
          <Input.TextArea
            id="area-geojson"
            className={styles.mono ?? ''}
            value={typed}
            spellCheck={false}
            aria-invalid={fault !== null}
            rows={7}
            placeholder='{"type":"Polygon","coordinates":[[[119.9,31.7],…]]}'
            onChange={(event) => read(event.target.value)}
          />
          <div className={styles.choice}>
            <input
              ref={picker}
              type="file"
              style={hidden}
              tabIndex={-1}
              accept=".json,.geojson,application/geo+json,application/json"
              aria-label={t('area.upload')}
              onChange={(event) => {
                const [file] = event.target.files ?? [];
                event.target.value = '';
                if (file) void file.text().then(read);
              }}
              data-testid="area-file"
            />
            <Button size="small" icon={<UploadOutlined />} onClick={() => picker.current?.click()}>
              {t('area.upload')}
            </Button>
            <Button size="small" disabled={typed === ''} onClick={() => read('')}>
              {t('area.erase')}
            </Button>
          </div>
        </div>
        <div className={styles.preview} data-testid="area-preview">
          {preview ? <LazyMap label={t('area.preview')} areas={preview} /> : <p>{t('area.undrawn')}</p>}
        </div>
      </div>
    </Form.Item>
  );
}
