import { useText } from '@shared/i18n';
import { useQuery } from '@tanstack/react-query';
import { Alert } from 'antd';
import { useTranslation } from 'react-i18next';
import { EditorModal } from '../EditorModal';
import { Active, NameFields } from '../HeadFields';
import { NetworkField } from '../NetworkField';
import styles from '../service.module.css';
import { type Department, type DepartmentDraft, putDepartment, ticketSettingsQuery } from './api';
import { Ladder } from './Ladder';
import { People } from './People';
import { isCode, isNamed, useFaults, useTicketSetting } from './useTicketSetting';

const blank: DepartmentDraft = {
  code: '',
  text: { 'zh-CN': '', en: '' },
  local_network_id: null,
  ladder: [],
  members: [],
  is_active: true,
};
const draftOf = ({ department_id: _id, version: _version, name, members, ...rest }: Department) => ({
  ...rest,
  text: name,
  members: members.map(({ person_id, level }) => ({ person_id, level })),
});

interface DepartmentEditorProps {
  department: Department | null;
  onClose: () => void;
}

/** Add a department, or change one with all of its people and its ladder. */
export function DepartmentEditor({ department, onClose }: DepartmentEditorProps) {
  const { t } = useTranslation('service');
  const text = useText();
  const id = department?.department_id ?? null;
  const editor = useTicketSetting<Department, DepartmentDraft>({
    setting: department,
    blank,
    draftOf,
    find: ({ departments }) => departments.find(({ department_id }) => department_id === id),
    send: (draft, version) => putDepartment(id, draft, version),
    onClose,
  });
  const { draft, set } = editor;
  const { fault } = useFaults(editor.failure);
  return (
    <EditorModal
      editor={editor as never}
      title={department ? t('editOf', { name: text(department.name) }) : t('add.departments')}
      isWhole={isNamed(draft)}
      width={820}
      areFaultsMarked
    >
      <NameFields
        value={draft}
        isNew={editor.isNew}
        isTaken={fault('code') !== undefined}
        code={{ isRight: isCode, hint: t('field.plainCodeHint') }}
        onChange={set}
      />
      <div className={styles.columns}>
        <NetworkField
          value={draft.local_network_id}
          onChange={(local_network_id) => set({ local_network_id })}
        />
        <Active isActive={draft.is_active} onChange={(is_active) => set({ is_active })} />
      </div>
      {department && !draft.is_active && <StillUsed code={department.code} />}
      <People
        members={draft.members}
        levels={draft.ladder.length}
        known={department?.members ?? []}
        problem={fault('members')}
        onChange={(members) => set({ members })}
      />
      <Ladder ladder={draft.ladder} fault={fault} onChange={(ladder) => set({ ladder })} />
    </EditorModal>
  );
}

/** Who takes a department out of use is told what would have nowhere to go. */
function StillUsed({ code }: { code: string }) {
  const { t } = useTranslation('service');
  const text = useText();
  const { data } = useQuery(ticketSettingsQuery);
  const users = data?.categories.filter((each) => each.is_active && each.department_code === code) ?? [];
  const hasSubstitute =
    (data?.departments.filter((each) => each.is_active && each.code === code).length ?? 0) > 1;
  if (users.length === 0 || hasSubstitute) return null;
  const names = users.map(({ name }) => text(name)).join(t('comma'));
  return <Alert type="warning" showIcon title={t('department.stillUsed', { names })} />;
}
