import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Form, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EditorModal } from '../EditorModal';
import { NameFields, OrderFields } from '../HeadFields';
import type { RoomProps } from '../rooms';
import { isAbout, Retired, SettingTable } from '../SettingTable';
import { putRegulator, type Regulator, type RegulatorDraft, ticketSettingsQuery } from './api';
import { isCode, isNamed, useFaults, useTicketSetting } from './useTicketSetting';

const blank: RegulatorDraft = {
  code: '',
  text: { 'zh-CN': '', en: '' },
  limit_h: null,
  position: 0,
  is_active: true,
};
const draftOf = ({ version: _version, name, ...rest }: Regulator): RegulatorDraft => ({
  ...rest,
  text: name,
});

/** Who passes complaints on, and within which time he wants an answer. */
export function RegulatorRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const settings = useQuery(ticketSettingsQuery);
  const [edited, edit] = useState<Regulator | null>(null);
  const rows =
    settings.data?.regulators.filter(({ code, name }) => isAbout(wanted, code, name['zh-CN'], name.en)) ?? [];
  return (
    <>
      <SettingTable
        title={t('room.regulators')}
        note={t('regulator.hint')}
        query={settings}
        rows={rows}
        rowKey={({ code }) => code}
        name={({ name }) => text(name)}
        isFiltered={wanted !== ''}
        none={t('regulator.none')}
        onEdit={edit}
        columns={[
          { key: 'name', title: t('field.name'), cell: ({ name }) => text(name) },
          { key: 'code', title: t('field.code'), cell: ({ code }) => code },
          {
            key: 'limit',
            title: t('regulator.limit'),
            cell: ({ limit_h }) =>
              limit_h === null ? t('regulator.ofCategory') : t('time.hours', { hours: limit_h }),
          },
          {
            key: 'position',
            title: t('field.position'),
            isNumber: true,
            cell: ({ position }) => position,
          },
          {
            key: 'active',
            title: t('field.active'),
            cell: ({ is_active }) => <Retired isActive={is_active} />,
          },
        ]}
      />
      {edited && <RegulatorEditor key={edited.code} regulator={edited} onClose={() => edit(null)} />}
      {isAdding && <RegulatorEditor regulator={null} onClose={onAdded} />}
    </>
  );
}

interface RegulatorEditorProps {
  regulator: Regulator | null;
  onClose: () => void;
}

/** Add a regulator, or change one. */
function RegulatorEditor({ regulator, onClose }: RegulatorEditorProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const editor = useTicketSetting<Regulator, RegulatorDraft>({
    setting: regulator,
    blank,
    draftOf,
    find: ({ regulators }) => regulators.find(({ code }) => code === regulator?.code),
    send: putRegulator,
    onClose,
  });
  const { draft, set } = editor;
  const { marked } = useFaults(editor.failure);
  return (
    <EditorModal
      editor={editor as never}
      title={regulator ? t('editOf', { name: text(regulator.name) }) : t('add.regulators')}
      isWhole={isNamed(draft)}
      areFaultsMarked
    >
      <NameFields
        value={draft}
        isNew={editor.isNew}
        isTaken={editor.isNew && editor.failure?.code === 'ticket-setting-changed'}
        code={{ isRight: isCode, hint: t('field.plainCodeHint') }}
        onChange={set}
      />
      <Form.Item
        label={t('regulator.limit')}
        htmlFor="regulator-limit"
        {...marked('limit_h', t('regulator.limitHint'))}
      >
        <InputNumber
          id="regulator-limit"
          min={1}
          max={10_000}
          precision={0}
          suffix={t('unit.hours')}
          value={draft.limit_h}
          onChange={(limit_h) => set({ limit_h })}
        />
      </Form.Item>
      <OrderFields value={draft} onChange={set} />
    </EditorModal>
  );
}
