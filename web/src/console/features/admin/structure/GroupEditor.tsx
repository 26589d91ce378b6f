import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { EditorModal } from '../../service/EditorModal';
import { type Group, type GroupDraft, type Organisation, putGroup } from '../api';
import { useFaults } from '../words';
import { useStructureEditor } from './useStructureEditor';

const draftOf = ({ name, site_id }: Group): GroupDraft => ({ name, site_id });

interface GroupEditorProps {
  group: Group | null;
  organisation: Organisation;
  onClose: () => void;
}

/** Add a group of agents, or change one; the board calls it by its new name at once. */
export function GroupEditor({ group, organisation, onClose }: GroupEditorProps) {
  const { t } = useTranslation('admin');
  const faultsOf = useFaults();
  const editor = useStructureEditor<Group, GroupDraft>({
    kept: group,
    blank: { name: '', site_id: organisation.sites[0]?.site_id ?? '' },
    draftOf,
    find: ({ groups }) => groups.find(({ group_id }) => group_id === group?.group_id),
    send: (draft, version) => putGroup(group?.group_id ?? null, draft, version),
    onClose,
  });
  const { draft, set, failure } = editor;
  const faults = faultsOf(failure?.faults ?? []);
  return (
    <EditorModal
      editor={editor as never}
      title={group ? t('structure.editOf', { name: group.name }) : t('add.structure')}
      isWhole={draft.name.trim() !== '' && draft.site_id !== ''}
      areFaultsMarked
    >
      <Form.Item
        label={t('structure.groupName')}
        htmlFor="group-name"
        validateStatus={faults.name ? 'error' : ''}
        extra={faults.name}
      >
        <Input
          id="group-name"
          value={draft.name}
          maxLength={100}
          autoFocus
          onChange={(event) => set({ name: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('structure.site')} htmlFor="group-site">
        <Select
          id="group-site"
          value={draft.site_id || null}
          options={organisation.sites.map(({ site_id, name }) => ({ value: site_id, label: name }))}
          notFoundContent={t('structure.noSites')}
          onChange={(site_id: string) => set({ site_id })}
        />
      </Form.Item>
    </EditorModal>
  );
}
