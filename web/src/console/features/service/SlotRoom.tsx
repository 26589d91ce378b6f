import { areasQuery, type Slot, slotsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { Loaded } from '@shared/ui/Loaded';
import { Empty } from '@shared/ui/states';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomProps } from './rooms';
import { isAbout, Retired, SettingTable } from './SettingTable';
import { SlotEditor } from './SlotEditor';
import styles from './service.module.css';

/** When customers of an area can be visited, and how many of them. */
export function SlotRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const areas = useQuery(areasQuery);
  const [chosen, choose] = useState<string>();
  const areaId = chosen ?? areas.data?.[0]?.area_id;
  const slots = useQuery({ ...slotsQuery(areaId ?? ''), enabled: areaId !== undefined });
  const [edited, edit] = useState<Slot | null>(null);
  const span = ({ begins, ends }: Slot) => `${begins}–${ends}`;
  const days = ({ weekdays }: Slot) =>
    weekdays.length === 7
      ? t('slot.daily')
      : weekdays.map((day) => t(`weekday.${day}` as 'weekday.1')).join(t('comma'));
  return (
    <Loaded queries={[areas]}>
      {() =>
        areaId === undefined ? (
          <Empty title={t('slot.noAreas')} hint={t('area.none')} />
        ) : (
          <div className={styles.stack}>
            <Select
              className={styles.adder ?? ''}
              aria-label={t('slot.area')}
              value={areaId}
              showSearch={{ optionFilterProp: 'label' }}
              options={areas.data?.map((area) => ({ value: area.area_id, label: text(area.text) })) ?? []}
              onChange={choose}
            />
            <SettingTable
              title={t('slot.of', {
                area: text(areas.data?.find(({ area_id }) => area_id === areaId)?.text),
              })}
              note={t('slot.hint')}
              query={slots}
              rows={slots.data?.filter((slot) => isAbout(wanted, span(slot), days(slot))) ?? []}
              rowKey={({ slot_id }) => slot_id}
              name={span}
              isFiltered={wanted !== ''}
              none={t('slot.none')}
              onEdit={edit}
              columns={[
                { key: 'span', title: t('slot.span'), cell: span },
                { key: 'days', title: t('slot.days'), cell: days },
                {
                  key: 'capacity',
                  title: t('slot.capacity'),
                  isNumber: true,
                  cell: ({ capacity }) => capacity,
                },
                {
                  key: 'active',
                  title: t('field.active'),
                  cell: ({ is_active }) => <Retired isActive={is_active} />,
                },
              ]}
            />
            {edited && (
              <SlotEditor key={edited.slot_id} areaId={areaId} slot={edited} onClose={() => edit(null)} />
            )}
            {isAdding && <SlotEditor areaId={areaId} slot={null} onClose={onAdded} />}
          </div>
        )
      }
    </Loaded>
  );
}
