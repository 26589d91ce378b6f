import { type OrderType, settingsQuery } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { orderFormsQuery } from './api';
import type { RoomProps } from './rooms';
import { isAbout, Retired, SettingTable } from './SettingTable';
import { TypeEditor } from './TypeEditor';

/** The kinds of work orders, each with its form and its states. */
export function TypeRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const settings = useQuery(settingsQuery);
  const { data: forms } = useQuery(orderFormsQuery);
  const [edited, edit] = useState<OrderType | null>(null);
  const rows =
    settings.data?.types.filter(({ code, text: name }) => isAbout(wanted, code, name['zh-CN'], name.en)) ??
    [];
  const formOf = (code: string) => text(forms?.find((form) => form.code === code)?.name) || code;
  return (
    <>
      <SettingTable
        title={t('room.types')}
        note={t('type.hint')}
        query={settings}
        rows={rows}
        rowKey={({ code }) => code}
        name={(type) => text(type.text)}
        isFiltered={wanted !== ''}
        none={t('type.none')}
        onEdit={edit}
        columns={[
          { key: 'name', title: t('field.name'), cell: (type) => text(type.text) },
          { key: 'code', title: t('field.code'), cell: ({ code }) => code },
          {
            key: 'form',
            title: t('type.form'),
            cell: ({ form_code }) => (form_code ? formOf(form_code) : t('type.noForm')),
          },
          {
            key: 'states',
            title: t('type.states'),
            cell: ({ lifecycle }) => lifecycle.states.map((state) => text(state.text)).join(t('comma')),
          },
          {
            key: 'active',
            title: t('field.active'),
            cell: ({ is_active }) => <Retired isActive={is_active} />,
          },
        ]}
      />
      {edited && <TypeEditor key={edited.code} type={edited} onClose={() => edit(null)} />}
      {isAdding && <TypeEditor type={null} onClose={onAdded} />}
    </>
  );
}
