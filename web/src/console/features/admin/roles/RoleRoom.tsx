import { Pill } from '@shared/ui/Pill';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAbout, SettingTable } from '../../service/SettingTable';
import styles from '../admin.module.css';
import { organisationQuery, type Role } from '../api';
import type { RoomProps } from '../rooms';
import { areaOf, areas, type PermissionArea } from '../words';
import { RoleEditor } from './RoleEditor';

/** Roles: what they allow, and how many have them. */
export function RoleRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('admin');
  const organisation = useQuery(organisationQuery);
  const [edited, edit] = useState<Role | null>(null);
  const rows = organisation.data?.roles.filter(({ code, name }) => isAbout(wanted, code, name)) ?? [];
  return (
    <>
      <SettingTable
        title={t('room.roles')}
        note={t('role.hint')}
        query={organisation}
        rows={rows}
        rowKey={({ role_id }) => role_id}
        name={({ name }) => name}
        isFiltered={wanted !== ''}
        none={t('role.none')}
        onEdit={edit}
        columns={[
          { key: 'name', title: t('role.name'), cell: ({ name }) => name },
          { key: 'code', title: t('role.code'), cell: ({ code }) => code },
          { key: 'allows', title: t('role.allows'), cell: (role) => <Allows role={role} /> },
          { key: 'holders', title: t('role.holders'), isNumber: true, cell: ({ holders }) => holders },
        ]}
      />
      {organisation.data && (edited || isAdding) && (
        <RoleEditor
          key={edited?.role_id ?? 'new'}
          role={edited}
          organisation={organisation.data}
          onClose={() => {
            edit(null);
            if (isAdding) onAdded();
          }}
        />
      )}
    </>
  );
}

function Allows({ role }: { role: Role }) {
  const { t } = useTranslation('admin');
  const counts = new Map<PermissionArea, number>();
  for (const permission of role.permissions) {
    const area = areaOf(permission);
    counts.set(area, (counts.get(area) ?? 0) + 1);
  }
  return (
    <span className={styles.pills}>
      {(Object.keys(areas) as PermissionArea[]).map(
        (area) =>
          counts.has(area) && (
            <Pill key={area}>
              {t(`area.${area}`)} {counts.get(area)}
            </Pill>
          ),
      )}
    </span>
  );
}
