import { type Severity, settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { calendarsQuery } from './api';
import { useMinutes } from './minutes';
import type { RoomProps } from './rooms';
import { isAbout, Retired, SettingTable } from './SettingTable';
import { SeverityEditor } from './SeverityEditor';

/** How soon orders must be done, and who hears when they are not. */
export function SeverityRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const minutes = useMinutes();
  const settings = useQuery(settingsQuery);
  const { data: calendars } = useQuery(calendarsQuery);
  const [edited, edit] = useState<Severity | null>(null);
  const rows =
    settings.data?.severities.filter(({ code, text: name }) =>
      isAbout(wanted, code, name['zh-CN'], name.en),
    ) ?? [];
  const hours = (id: string | null) =>
    id === null
      ? t('severity.wall')
      : text(calendars?.find(({ calendar_id }) => calendar_id === id)?.name) || t('severity.calendar');
  return (
    <>
      <SettingTable
        title={t('room.severities')}
        note={t('severity.hint')}
        query={settings}
        rows={rows}
        rowKey={({ code }) => code}
        name={(severity) => text(severity.text)}
        isFiltered={wanted !== ''}
        none={t('severity.none')}
        onEdit={edit}
        columns={[
          { key: 'name', title: t('field.name'), cell: (severity) => text(severity.text) },
          { key: 'code', title: t('field.code'), cell: ({ code }) => code },
          { key: 'within', title: t('severity.within'), cell: ({ within_min }) => minutes(within_min) },
          {
            key: 'accept',
            title: t('severity.accept'),
            cell: ({ accept_within_min }) =>
              accept_within_min === null ? t('severity.never') : minutes(accept_within_min),
          },
          { key: 'hours', title: t('severity.hours'), cell: ({ calendar_id }) => hours(calendar_id) },
          {
            key: 'ladder',
            title: t('severity.ladder'),
            cell: ({ ladder }) =>
              ladder
                .map(({ after_min, whom }) =>
                  t(after_min === 0 ? 'severity.atOnce' : 'severity.rung', {
                    after: minutes(after_min),
                    whom: t(`whom.${whom}`),
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
      {edited && <SeverityEditor key={edited.code} severity={edited} onClose={() => edit(null)} />}
      {isAdding && <SeverityEditor severity={null} onClose={onAdded} />}
    </>
  );
}
