import { type Crew, type CrewSettings, crewsQuery, workOrderKeys } from '@shared/api/workOrders';
import { useText } from '@shared/i18n';
import { useQueryClient } from '@tanstack/react-query';
import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { putCrew } from '../api';
import { EditorModal } from '../EditorModal';
import { Active, isNamed, NameFields } from '../HeadFields';
import { NetworkField } from '../NetworkField';
import styles from '../service.module.css';
import { useEditor } from '../useEditor';
import { Members } from './Members';

const blank: CrewSettings = {
  code: '',
  text: { 'zh-CN': '', en: '' },
  local_network_id: null,
  phone: '',
  lead_id: null,
  is_active: true,
  members: [],
};

/** Only what is set; where its people are and what they have to do is not. */
const draftOf = ({
  code,
  text,
  local_network_id,
  phone,
  lead_id,
  is_active,
  members,
}: Crew): CrewSettings => ({
  code,
  text,
  local_network_id,
  phone,
  lead_id,
  is_active,
  members: members.map(({ person_id, phone: own, skills, is_active: isActive }) => ({
    person_id,
    phone: own,
    skills,
    is_active: isActive,
  })),
});

/** Add a crew, or change one with all of its people. */
export function CrewEditor({ crew, onClose }: { crew: Crew | null; onClose: () => void }) {
  const { t } = useTranslation('service');
  const text = useText();
  const client = useQueryClient();
  const id = crew?.crew_id ?? null;
  const editor = useEditor<CrewSettings>({
    base: crew ? { draft: draftOf(crew), version: crew.version } : { draft: blank, version: 0 },
    send: (draft, version) => putCrew(id, draft, version),
    reload: async () => {
      const latest = await client.fetchQuery({ ...crewsQuery, staleTime: 0 });
      void client.invalidateQueries({ queryKey: workOrderKeys.crews });
      const found = latest.find(({ crew_id }) => crew_id === id);
      return found ? { draft: draftOf(found), version: found.version } : null;
    },
    onClose,
  });
  const { draft, set } = editor;
  return (
    <EditorModal
      editor={editor as never}
      title={crew ? t('editOf', { name: text(crew.text) }) : t('add.crews')}
      isWhole={isNamed(draft)}
      width={820}
    >
      <NameFields
        value={draft}
        isNew={editor.isNew}
        isTaken={editor.failure?.code === 'code-taken'}
        onChange={set}
      />
      <div className={styles.columns}>
        <Form.Item label={t('crew.phone')} htmlFor="crew-phone" extra={t('crew.phoneHint')}>
          <Input
            id="crew-phone"
            value={draft.phone}
            inputMode="tel"
            maxLength={30}
            onChange={(event) => set({ phone: event.target.value })}
          />
        </Form.Item>
        <NetworkField
          value={draft.local_network_id}
          onChange={(local_network_id) => set({ local_network_id })}
        />
        <Active isActive={draft.is_active} onChange={(is_active) => set({ is_active })} />
      </div>
      <Members
        members={draft.members}
        known={crew?.members ?? []}
        leadId={draft.lead_id}
        onChange={(members) =>
          set({
            members,
            lead_id: members.some(({ person_id }) => person_id === draft.lead_id) ? draft.lead_id : null,
          })
        }
        onLead={(lead_id) => set({ lead_id })}
      />
    </EditorModal>
  );
}
