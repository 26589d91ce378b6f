import { type Crew, crewsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { phoneNumber } from '@shared/ui/format';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RoomProps } from '../rooms';
import { isAbout, Retired, SettingTable } from '../SettingTable';
import styles from '../service.module.css';
import { CrewEditor } from './CrewEditor';

/** The crews with their people: who can be told, and how. */
export function CrewRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const crews = useQuery(crewsQuery);
  const [edited, edit] = useState<Crew | null>(null);
  const rows =
    crews.data?.filter(({ code, text: name, phone, members }) =>
      isAbout(wanted, code, name['zh-CN'], name.en, phone, ...members.map((member) => member.name)),
    ) ?? [];
  const without = (crew: Crew) => crew.members.filter(({ phone, is_active }) => is_active && !phone).length;
  return (
    <>
      <SettingTable
        title={t('room.crews')}
        note={t('crew.hint')}
        query={crews}
        rows={rows}
        rowKey={({ crew_id }) => crew_id}
        name={(crew) => text(crew.text)}
        isFiltered={wanted !== ''}
        none={t('crew.none')}
        onEdit={edit}
        columns={[
          { key: 'name', title: t('field.name'), cell: (crew) => text(crew.text) },
          { key: 'code', title: t('field.code'), cell: ({ code }) => code },
          {
            key: 'phone',
            title: t('crew.phone'),
            cell: ({ phone }) =>
              phone ? phoneNumber(phone) : <em className={styles.missing}>{t('crew.noPhone')}</em>,
          },
          {
            key: 'lead',
            title: t('crew.lead'),
            cell: ({ lead_id, members }) =>
              members.find(({ person_id }) => person_id === lead_id)?.name ?? '—',
          },
          {
            key: 'members',
            title: t('crew.members'),
            cell: (crew) => (
              <>
                {crew.members
                  .filter(({ is_active }) => is_active)
                  .map(({ name }) => name)
                  .join(t('comma')) || <em className={styles.missing}>{t('crew.noMembers')}</em>}
                {without(crew) > 0 && (
                  <em className={styles.missing}> {t('crew.without', { count: without(crew) })}</em>
                )}
              </>
            ),
          },
          { key: 'open', title: t('crew.open'), isNumber: true, cell: ({ open_orders }) => open_orders },
          {
            key: 'active',
            title: t('field.active'),
            cell: ({ is_active }) => <Retired isActive={is_active} />,
          },
        ]}
      />
      {edited && <CrewEditor key={edited.crew_id} crew={edited} onClose={() => edit(null)} />}
      {isAdding && <CrewEditor crew={null} onClose={onAdded} />}
    </>
  );
}
