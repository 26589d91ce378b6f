import { useProblemMessage } from '@console/useProblemMessage';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input, Switch } from 'antd';
import { useTranslation } from 'react-i18next';
import { useEditor } from '../../service/useEditor';
import styles from '../admin.module.css';
import {
  addPerson,
  changePerson,
  keys,
  type NewLogin,
  type Organisation,
  type Person,
  type PersonSettings,
  personQuery,
  resetPassword,
} from '../api';
import { EditorDrawer } from '../EditorDrawer';
import { useFaults } from '../words';
import { AgentFields } from './AgentFields';
import { RoleFields } from './RoleFields';

const nobody: PersonSettings = { login: '', name: '', mail: '', is_active: true, roles: [], agent: null };

const draftOf = ({ login, name, mail, is_active, roles, agent }: Person): PersonSettings => ({
  login,
  name,
  mail,
  is_active,
  roles,
  agent,
});

interface PersonEditorProps {
  person: Person | null;
  organisation: Organisation;
  onPassword: (login: NewLogin) => void;
  onClose: () => void;
}

/** Add somebody, or change him: name and log-in, what he may do and where, what he is as an agent. */
export function PersonEditor({ person, organisation, onPassword, onClose }: PersonEditorProps) {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const faultsOf = useFaults();
  const id = person?.person_id ?? null;
  const editor = useEditor<PersonSettings>({
    base: person ? { draft: draftOf(person), version: person.version } : { draft: nobody, version: 0 },
    send: async (draft, version) => {
      if (id !== null) return changePerson(id, draft, version);
      const added = await addPerson(draft);
      onPassword({ login: added.login, name: added.name, password: added.password });
      return added;
    },
    reload: async () => {
      void client.invalidateQueries({ queryKey: keys.people, refetchType: 'active', predicate: isList });
      void client.invalidateQueries({ queryKey: keys.organisation });
      if (id === null) return null;
      const latest = await client.fetchQuery({ ...personQuery(id), staleTime: 0 });
      return { draft: draftOf(latest), version: latest.version };
    },
    onClose,
  });
  const { draft, set, failure } = editor;
  const faults = faultsOf(failure?.faults ?? []);
  const isWhole =
    draft.login.trim() !== '' &&
    draft.name.trim() !== '' &&
    draft.roles.every(({ role_id, local_network_ids }) => role_id && local_network_ids?.length !== 0) &&
    (draft.agent === null || (draft.agent.number !== '' && draft.agent.group_id !== ''));
  return (
    <EditorDrawer
      editor={editor}
      title={person ? t('people.editOf', { name: person.name }) : t('add.people')}
      isWhole={isWhole}
      locked={person?.is_manageable === false ? t('people.above') : undefined}
      more={person?.is_manageable && <Reset person={person} onPassword={onPassword} />}
    >
      <div className={styles.columns}>
        <Form.Item label={t('people.name')} htmlFor="person-name" {...said(faults.name)}>
          <Input
            id="person-name"
            value={draft.name}
            maxLength={100}
            autoFocus
            aria-invalid={Boolean(faults.name)}
            onChange={(event) => set({ name: event.target.value })}
          />
        </Form.Item>
        <Form.Item label={t('people.login')} htmlFor="person-login" {...said(faults.login)}>
          <Input
            id="person-login"
            value={draft.login}
            maxLength={64}
            spellCheck={false}
            autoCapitalize="none"
            aria-invalid={Boolean(faults.login)}
            onChange={(event) => set({ login: event.target.value })}
          />
        </Form.Item>
      </div>
      <div className={styles.columns}>
        <Form.Item label={t('people.mail')} htmlFor="person-mail" {...said(faults.mail)}>
          <Input
            id="person-mail"
            type="email"
            value={draft.mail}
            maxLength={254}
            spellCheck={false}
            autoCapitalize="none"
            placeholder={t('people.mailHint')}
            aria-invalid={Boolean(faults.mail)}
            onChange={(event) => set({ mail: event.target.value })}
          />
        </Form.Item>
        {person && (
          <Form.Item label={t('people.state')} htmlFor="person-active" extra={t('people.activeHint')}>
            <Switch
              id="person-active"
              checked={draft.is_active}
              checkedChildren={t('people.active')}
              unCheckedChildren={t('people.out')}
              onChange={(is_active) => set({ is_active })}
            />
          </Form.Item>
        )}
      </div>
      <RoleFields roles={draft.roles} organisation={organisation} onChange={(roles) => set({ roles })} />
      <AgentFields
        agent={draft.agent}
        isAgent={person?.agent_id != null}
        organisation={organisation}
        faults={faults}
        onChange={(agent) => set({ agent })}
      />
    </EditorDrawer>
  );
}

const confirm = { 'data-testid': 'password-confirm' };

const isList = ({ queryKey }: { queryKey: readonly unknown[] }) => queryKey[2] !== 'one';

const said = (fault: string | undefined) => (fault ? { validateStatus: 'error' as const, extra: fault } : {});

interface ResetProps {
  person: Person;
  onPassword: (login: NewLogin) => void;
}

/** Another password: whoever is logged in under this name is logged out. */
function Reset({ person, onPassword }: ResetProps) {
  const { t } = useTranslation('admin');
  const { modal } = App.useApp();
  const tell = useProblemMessage();
  const reset = async () => {
    const isWanted = await modal.confirm({
      title: t('password.reset'),
      content: t('password.resetHint', { name: person.name }),
      okText: t('password.reset'),
      okButtonProps: confirm,
    });
    if (!isWanted) return;
    try {
      const { password } = await resetPassword(person.person_id);
      onPassword({ login: person.login, name: person.name, password });
    } catch (error) {
      tell(error);
    }
  };
  return (
    <Button onClick={() => void reset()} data-testid="password-reset">
      {t('password.reset')}
    </Button>
  );
}
