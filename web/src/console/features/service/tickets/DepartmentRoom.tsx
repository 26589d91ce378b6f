import { useLanguage, useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { networksQuery } from '../api';
import type { RoomProps } from '../rooms';
import { isAbout, Retired, SettingTable } from '../SettingTable';
import styles from '../service.module.css';
import { colleaguesQuery, type Department, type Rung, ticketSettingsQuery } from './api';
import { DepartmentEditor } from './DepartmentEditor';
import { usePermissionName } from './usePermissionName';

/** Who answers complaints: people, and the ladder that a late answer climbs. */
export function DepartmentRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const language = useLanguage();
  const settings = useQuery(ticketSettingsQuery);
  const { data: networks } = useQuery(networksQuery);
  const [edited, edit] = useState<Department | null>(null);
  const whom = useWhom();
  const rows =
    settings.data?.departments.filter(({ code, name, members }) =>
      isAbout(wanted, code, name['zh-CN'], name.en, ...members.map((member) => member.name)),
    ) ?? [];
  const networkOf = (id: string | null) => {
    const network = networks?.find((each) => each.id === id);
    return network ? (language === 'en' ? network.name_en : network.name_zh) : t('field.everywhere');
  };
  return (
    <>
      <SettingTable
        title={t('room.departments')}
        note={t('department.hint')}
        query={settings}
        rows={rows}
        rowKey={({ department_id }) => department_id}
        name={({ name }) => text(name)}
        isFiltered={wanted !== ''}
        none={t('department.none')}
        onEdit={edit}
        columns={[
          { key: 'name', title: t('field.name'), cell: ({ name }) => text(name) },
          { key: 'code', title: t('field.code'), cell: ({ code }) => code },
          {
            key: 'network',
            title: t('field.network'),
            cell: ({ local_network_id }) => networkOf(local_network_id),
          },
          {
            key: 'workers',
            title: t('department.workers'),
            cell: ({ members }) =>
              members
                .filter(({ level }) => level === 0)
                .map(({ name }) => name)
                .join(t('comma')) || <em className={styles.missing}>{t('crew.noMembers')}</em>,
          },
          {
            key: 'ladder',
            title: t('severity.ladder'),
            cell: (department) =>
              department.ladder
                .map((rung, at) =>
                  t(rung.after_h === 0 ? 'severity.atOnce' : 'severity.rung', {
                    after: t('time.hours', { hours: rung.after_h }),
                    whom: whom(department, rung, at + 1),
                  }),
                )
                .join(t('comma')) || t('severity.noLadder'),
          },
          {
            key: 'active',
            title: t('field.active'),
            cell: ({ is_active }) => <Retired isActive={is_active} />,
          },
        ]}
      />
      {edited && (
        <DepartmentEditor key={edited.department_id} department={edited} onClose={() => edit(null)} />
      )}
      {isAdding && <DepartmentEditor department={null} onClose={onAdded} />}
    </>
  );
}

/** Whom a level of a ladder tells, by name where there is one. */
function useWhom() {
  const { t } = useTranslation('service');
  const { data: people } = useQuery(colleaguesQuery);
  const permissionName = usePermissionName();
  return ({ members }: Department, rung: Rung, level: number): string => {
    if (rung.to === 'permission') return permissionName(rung.permission);
    if (rung.to === 'person')
      return people?.find(({ person_id }) => person_id === rung.person_id)?.name ?? t('rungTo.person');
    return (
      members
        .filter((member) => member.level === level)
        .map(({ name }) => name)
        .join(' / ') || t('rungTo.lead')
    );
  };
}
