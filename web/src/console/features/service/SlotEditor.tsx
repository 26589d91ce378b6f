import { type Slot, type SlotSettings, slotsQuery } from '@shared/api/workOrders';
import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { putSlot } from './api';
import { EditorModal } from './EditorModal';
import { Active } from './HeadFields';
import styles from './service.module.css';
import { useEditor } from './useEditor';

const weekdays = [1, 2, 3, 4, 5, 6, 7] as const;
const blank: SlotSettings = {
  weekdays: [...weekdays],
  begins: '08:00',
  ends: '10:00',
  capacity: 4,
  is_active: true,
};
const draftOf = ({ slot_id: _id, version: _version, ...slot }: Slot): SlotSettings => slot;
const times = Array.from({ length: 48 }, (_, at) => {
  const value = `${String(Math.floor(at / 2)).padStart(2, '0')}:${at % 2 ? '30' : '00'}`;
  return { value, label: value };
});

interface SlotEditorProps {
  areaId: string;
  slot: Slot | null;
  onClose: () => void;
}

/** Add a window of the week, or change one: appointments that have been made stay. */
export function SlotEditor({ areaId, slot, onClose }: SlotEditorProps) {
  const { t } = useTranslation('service');
  const client = useQueryClient();
  const id = slot?.slot_id ?? null;
  const editor = useEditor<SlotSettings>({
    base: slot ? { draft: draftOf(slot), version: slot.version } : { draft: blank, version: 0 },
    send: (draft, version) => putSlot(areaId, id, draft, version),
    reload: async () => {
      const latest = await client.fetchQuery({ ...slotsQuery(areaId), staleTime: 0 });
      void client.invalidateQueries({ queryKey: ['windows', areaId] });
      const found = latest.find(({ slot_id }) => slot_id === id);
      return found ? { draft: draftOf(found), version: found.version } : null;
    },
    onClose,
  });
  const { draft, set } = editor;
  const isBackwards = draft.begins >= draft.ends;
  return (
    <EditorModal
      editor={editor as never}
      title={slot ? t('editOf', { name: `${slot.begins}–${slot.ends}` }) : t('add.slots')}
      isWhole={draft.weekdays.length > 0 && !isBackwards}
    >
      <Form.Item label={t('slot.days')}>
        <Checkbox.Group
          aria-label={t('slot.days')}
          value={draft.weekdays}
          options={weekdays.map((value) => ({ value, label: t(`weekday.${value}`) }))}
          onChange={(days) => set({ weekdays: days.toSorted((a, b) => a - b) })}
        />
      </Form.Item>
      <div className={styles.columns}>
        <Form.Item label={t('slot.begins')} htmlFor="slot-begins">
          <Select
            id="slot-begins"
            value={draft.begins}
            options={times}
            onChange={(begins) => set({ begins })}
          />
        </Form.Item>
        <Form.Item
          label={t('slot.ends')}
          htmlFor="slot-ends"
          validateStatus={isBackwards ? 'error' : ''}
          extra={isBackwards ? <span role="alert">{t('fault.backwards')}</span> : undefined}
        >
          <Select id="slot-ends" value={draft.ends} options={times} onChange={(ends) => set({ ends })} />
        </Form.Item>
        <Form.Item label={t('slot.capacity')} htmlFor="slot-capacity" extra={t('slot.capacityHint')}>
          <InputNumber
            id="slot-capacity"
            min={0}
            max={1000}
            precision={0}
            value={draft.capacity}
            onChange={(capacity) => set({ capacity: capacity ?? 0 })}
          />
        </Form.Item>
      </div>
      <Active isActive={draft.is_active} onChange={(is_active) => set({ is_active })} />
    </EditorModal>
  );
}
