import { DeleteOutlined, PlusOutlined } from '@ant-design/icons';
import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import type { Given, Organisation } from '../api';
import { useNetworkName } from '../words';

interface RoleFieldsProps {
  roles: Given[];
  organisation: Organisation;
  onChange: (roles: Given[]) => void;
}

/** What somebody may do, and where: a role for the whole province, or for some local networks. */
export function RoleFields({ roles, organisation, onChange }: RoleFieldsProps) {
  const { t } = useTranslation('admin');
  const networkName = useNetworkName();
  const nameOf = (id: string) => organisation.roles.find(({ role_id }) => role_id === id)?.name ?? '';
  const isAboutAgents = (id: string) =>
    organisation.roles.find(({ role_id }) => role_id === id)?.permissions.includes('board.view') ?? false;
  const isFree = (id: string) => !roles.some(({ role_id }) => role_id === id);
  const next = organisation.roles.find(({ role_id, is_grantable }) => is_grantable && isFree(role_id));
  const mine = organisation.networks.filter(({ is_administered }) => is_administered).map(({ id }) => id);
  const change = (place: number, part: Partial<Given>) =>
    onChange(roles.map((each, at) => (at === place ? { ...each, ...part } : each)));
  const add = () =>
    next &&
    onChange([
      ...roles,
      {
        role_id: next.role_id,
        local_network_ids: organisation.is_everywhere ? null : mine,
        agent_group_ids: null,
      },
    ]);
  return (
    <fieldset className={styles.part}>
      <legend>{t('people.roles')}</legend>
      <p className={styles.hint}>{t('people.rolesHint')}</p>
      {roles.length === 0 && <p className={styles.missing}>{t('people.noRolesHint')}</p>}
      {roles.map(({ role_id, local_network_ids, agent_group_ids }, place) => (
        <div key={role_id} className={styles.given} data-testid="given">
          <Select
            value={role_id}
            aria-label={t('people.role')}
            options={organisation.roles
              .filter((role) => role.role_id === role_id || isFree(role.role_id))
              .map((role) => ({ value: role.role_id, label: role.name, disabled: !role.is_grantable }))}
            onChange={(chosen) => change(place, { role_id: chosen, agent_group_ids: null })}
          />
          <Select
            value={local_network_ids === null ? 'all' : 'some'}
            aria-label={t('people.whereOf', { role: nameOf(role_id) })}
            options={[
              { value: 'all', label: t('people.everywhere'), disabled: !organisation.is_everywhere },
              { value: 'some', label: t('people.some') },
            ]}
            onChange={(where) => change(place, { local_network_ids: where === 'all' ? null : [] })}
          />
          {local_network_ids === null ? (
            <span />
          ) : (
            <Select
              mode="multiple"
              value={local_network_ids}
              status={local_network_ids.length === 0 ? 'error' : ''}
              aria-label={t('people.networksOf', { role: nameOf(role_id) })}
              placeholder={t('people.networks')}
              optionFilterProp="label"
              options={organisation.networks.map((network) => ({
                value: network.id,
                label: networkName(network),
                disabled: !network.is_administered,
              }))}
              onChange={(chosen: string[]) => change(place, { local_network_ids: chosen })}
            />
          )}
          {isAboutAgents(role_id) && (
            <Select
              mode="multiple"
              className={styles.teams}
              value={agent_group_ids ?? []}
              aria-label={t('people.teamsOf', { role: nameOf(role_id) })}
              placeholder={t('people.allTeams')}
              optionFilterProp="label"
              options={organisation.groups.map(({ group_id, name, site_id }) => ({
                value: group_id,
                label: [organisation.sites.find((site) => site.site_id === site_id)?.name, name]
                  .filter(Boolean)
                  .join(' · '),
              }))}
              onChange={(chosen: string[]) =>
                change(place, { agent_group_ids: chosen.length === 0 ? null : chosen })
              }
            />
          )}
          <Button
            type="text"
            icon={<DeleteOutlined />}
            aria-label={t('people.takeRole', { role: nameOf(role_id) })}
            onClick={() => onChange(roles.filter((_, at) => at !== place))}
          />
        </div>
      ))}
      <Button size="small" icon={<PlusOutlined />} disabled={!next} onClick={add} data-testid="role-give">
        {t('people.giveRole')}
      </Button>
    </fieldset>
  );
}
