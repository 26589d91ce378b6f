import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAbout, Retired, SettingTable } from '../../service/SettingTable';
import { type Choice, keys, putReason, reasonsQuery } from '../api';
import type { RoomProps } from '../rooms';
import { ChoiceEditor } from './ChoiceEditor';

/** Why agents take no calls, as they say it. */
export function ReasonRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation(['admin', 'service']);
  const text = useText();
  const reasons = useQuery(reasonsQuery);
  const [edited, edit] = useState<Choice | null>(null);
  const rows = reasons.data?.filter(({ code, name }) => isAbout(wanted, code, name['zh-CN'], name.en)) ?? [];
  return (
    <>
      <SettingTable
        title={t('room.reasons')}
        note={t('reason.hint')}
        query={reasons}
        rows={rows}
        rowKey={({ code }) => code}
        name={({ name }) => text(name)}
        isFiltered={wanted !== ''}
        none={t('reason.none')}
        onEdit={edit}
        columns={[
          { key: 'name', title: t('service:field.name'), cell: ({ name }) => text(name) },
          { key: 'code', title: t('service:field.code'), cell: ({ code }) => code },
          {
            key: 'position',
            title: t('service:field.position'),
            isNumber: true,
            cell: ({ position }) => position,
          },
          {
            key: 'active',
            title: t('service:field.active'),
            cell: ({ is_active }) => <Retired isActive={is_active} />,
          },
        ]}
      />
      {(edited || isAdding) && (
        <ChoiceEditor
          key={edited?.code ?? 'new'}
          choice={edited}
          title={t('add.reasons')}
          query={reasonsQuery}
          queryKey={keys.reasons}
          send={putReason}
          onClose={() => {
            edit(null);
            if (isAdding) onAdded();
          }}
        />
      )}
    </>
  );
}
