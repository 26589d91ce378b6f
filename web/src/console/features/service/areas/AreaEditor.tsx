import { withBelow } from '@shared/api/areaTree';
import { type Area, type AreaSettings, areasQuery, crewsQuery, workOrderKeys } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { putArea } from '../api';
import { EditorModal } from '../EditorModal';
import { isNamed, NameFields } from '../HeadFields';
import { NetworkField } from '../NetworkField';
import styles from '../service.module.css';
import { useEditor } from '../useEditor';
import { PolygonField } from './PolygonField';

const blank: AreaSettings = {
  code: '',
  text: { 'zh-CN': '', en: '' },
  local_network_id: null,
  district_path: '',
  address_fragments: [],
  parent_id: null,
  crew_id: null,
  polygon: null,
};

const draftOf = ({ area_id: _id, version: _version, ...settings }: Area): AreaSettings => settings;

/** Add an area, or change one: what lies in it, who looks after it, its shape on the map. */
export function AreaEditor({ area, onClose }: { area: Area | null; onClose: () => void }) {
  const { t } = useTranslation('service');
  const text = useText();
  const client = useQueryClient();
  const { data: areas = [] } = useQuery(areasQuery);
  const { data: crews = [] } = useQuery(crewsQuery);
  const [isShapeWrong, setShapeWrong] = useState(false);
  const id = area?.area_id ?? null;
  const editor = useEditor<AreaSettings>({
    base: area ? { draft: draftOf(area), version: area.version } : { draft: blank, version: 0 },
    send: (draft, version) => putArea(id, draft, version),
    reload: async () => {
      const latest = await client.fetchQuery({ ...areasQuery, staleTime: 0 });
      void client.invalidateQueries({ queryKey: workOrderKeys.areas });
      const found = latest.find(({ area_id }) => area_id === id);
      return found ? { draft: draftOf(found), version: found.version } : null;
    },
    onClose,
  });
  const { draft, set } = editor;
  const inside = withBelow(areas, id === null ? [] : [id]); // it can lie in none of these
  return (
    <EditorModal
      editor={editor as never}
      title={area ? t('editOf', { name: text(area.text) }) : t('add.areas')}
      isWhole={isNamed(draft) && !isShapeWrong}
      width={760}
    >
      <NameFields
        value={draft}
        isNew={editor.isNew}
        isTaken={editor.failure?.code === 'code-taken'}
        onChange={set}
      />
      <div className={styles.columns}>
        <Form.Item label={t('area.parent')} htmlFor="area-parent">
          <Select
            id="area-parent"
            value={draft.parent_id ?? ''}
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: '', label: t('area.top') },
              ...areas
                .filter(({ area_id }) => !inside.has(area_id))
                .map((each) => ({ value: each.area_id, label: text(each.text) })),
            ]}
            onChange={(parent) => set({ parent_id: parent || null })}
          />
        </Form.Item>
        <Form.Item label={t('area.crew')} htmlFor="area-crew">
          <Select
            id="area-crew"
            value={draft.crew_id ?? ''}
            showSearch={{ optionFilterProp: 'label' }}
            options={[
              { value: '', label: t('area.noCrew') },
              ...crews.map((each) => ({ value: each.crew_id, label: text(each.text) })),
            ]}
            onChange={(crew) => set({ crew_id: crew || null })}
          />
        </Form.Item>
        <NetworkField
          value={draft.local_network_id}
          onChange={(local_network_id) => set({ local_network_id })}
        />
      </div>
      <div className={styles.columns}>
        <Form.Item label={t('area.district')} htmlFor="area-district" extra={t('area.districtHint')}>
          <Input
            id="area-district"
            value={draft.district_path}
            maxLength={200}
            onChange={(event) => set({ district_path: event.target.value })}
          />
        </Form.Item>
        <Form.Item label={t('area.fragments')} htmlFor="area-fragments" extra={t('area.fragmentsHint')}>
          <Select
            id="area-fragments"
            mode="tags"
            open={false}
            suffixIcon={null}
            tokenSeparators={[',', '，', ';', '；', '\n']}
            value={draft.address_fragments}
            onChange={(address_fragments: string[]) => set({ address_fragments })}
          />
        </Form.Item>
      </div>
      <PolygonField
        name={text(draft.text)}
        value={draft.polygon}
        onChange={(polygon) => {
          setShapeWrong(false);
          set({ polygon });
        }}
        onWrong={() => setShapeWrong(true)}
      />
    </EditorModal>
  );
}
