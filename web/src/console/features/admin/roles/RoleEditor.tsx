import { useQueryClient } from '@tanstack/react-query';
import { Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useEditor } from '../../service/useEditor';
import styles from '../admin.module.css';
import { keys, type Organisation, organisationQuery, putRole, type Role, type RoleDraft } from '../api';
import { EditorDrawer } from '../EditorDrawer';
import { areas, type PermissionArea, permissionsOf, useFaults, usePermissionName } from '../words';

const blank: RoleDraft = { code: '', name: '', permissions: [] };

const draftOf = ({ code, name, permissions }: Role): RoleDraft => ({ code, name, permissions });

interface RoleEditorProps {
  role: Role | null;
  organisation: Organisation;
  onClose: () => void;
}

/** Add a role, or change what one allows: it holds at once for all who have it. */
export function RoleEditor({ role, organisation, onClose }: RoleEditorProps) {
  const { t } = useTranslation('admin');
  const client = useQueryClient();
  const faultsOf = useFaults();
  const permissionName = usePermissionName();
  const id = role?.role_id ?? null;
  const editor = useEditor<RoleDraft>({
    base: role ? { draft: draftOf(role), version: role.version } : { draft: blank, version: 0 },
    send: (draft, version) => putRole(id, draft, version),
    reload: async () => {
      const latest = await client.fetchQuery({ ...organisationQuery, staleTime: 0 });
      void client.invalidateQueries({ queryKey: keys.organisation });
      const found = latest.roles.find(({ role_id }) => role_id === id);
      return found ? { draft: draftOf(found), version: found.version } : null;
    },
    onClose,
  });
  const { draft, set, failure } = editor;
  const faults = faultsOf(failure?.faults ?? []);
  const grantable = new Set(
    organisation.permissions.filter(({ is_grantable }) => is_grantable).map(({ code }) => code),
  );
  const isAbove = draft.permissions.some((permission) => !grantable.has(permission));
  const locked = !organisation.is_everywhere
    ? t('role.notHere')
    : role?.permissions.some((permission) => !grantable.has(permission))
      ? t('role.above')
      : undefined;
  const toggle = (permission: string, isGiven: boolean) =>
    set({
      permissions: isGiven
        ? [...draft.permissions, permission].sort()
        : draft.permissions.filter((each) => each !== permission),
    });
  return (
    <EditorDrawer
      editor={editor}
      title={role ? t('role.editOf', { name: role.name }) : t('add.roles')}
      isWhole={draft.name.trim() !== '' && draft.code !== '' && !isAbove}
      locked={locked}
    >
      <div className={styles.columns}>
        <Form.Item label={t('role.name')} htmlFor="role-name">
          <Input
            id="role-name"
            value={draft.name}
            maxLength={100}
            autoFocus
            onChange={(event) => set({ name: event.target.value })}
          />
        </Form.Item>
        <Form.Item
          label={t('role.code')}
          htmlFor="role-code"
          validateStatus={faults.code ? 'error' : ''}
          extra={faults.code ?? t(role ? 'codeStays' : 'codeHint')}
        >
          <Input
            id="role-code"
            value={draft.code}
            disabled={role !== null}
            maxLength={50}
            spellCheck={false}
            autoCapitalize="none"
            onChange={(event) => set({ code: event.target.value })}
          />
        </Form.Item>
      </div>
      {role && role.holders > 0 && <p className={styles.hint}>{t('role.holds', { count: role.holders })}</p>}
      {(Object.keys(areas) as PermissionArea[]).map((area) => (
        <fieldset key={area} className={styles.part}>
          <legend>{t(`area.${area}`)}</legend>
          <div className={styles.permissions}>
            {permissionsOf(area, organisation.permissions).map(({ code }) => (
              <Checkbox
                key={code}
                checked={draft.permissions.includes(code)}
                disabled={locked !== undefined || !grantable.has(code)}
                title={grantable.has(code) ? undefined : t('role.notYours')}
                onChange={(event) => toggle(code, event.target.checked)}
              >
                {permissionName(code)}
              </Checkbox>
            ))}
          </div>
        </fieldset>
      ))}
    </EditorDrawer>
  );
}
