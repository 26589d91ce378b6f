import { Pill } from '@shared/ui/Pill';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import type { Given, Organisation } from '../api';
import { useNetworkName } from '../words';

interface RolesProps {
  given: Given[];
  organisation: Organisation;
}

/** What somebody has been given, each with where it holds. */
export function Roles({ given, organisation }: RolesProps) {
  const { t } = useTranslation('admin');
  const networkName = useNetworkName();
  if (given.length === 0) return t('people.noRoles');
  return (
    <span className={styles.pills}>
      {given.map(({ role_id, local_network_ids, agent_group_ids }) => (
        <Pill key={role_id} tone="brand">
          {organisation.roles.find((role) => role.role_id === role_id)?.name}
          {local_network_ids &&
            ` · ${organisation.networks
              .filter(({ id }) => local_network_ids.includes(id))
              .map(networkName)
              .join(t('comma'))}`}
          {agent_group_ids &&
            ` · ${organisation.groups
              .filter(({ group_id }) => agent_group_ids.includes(group_id))
              .map(({ name }) => name)
              .join(t('comma'))}`}
        </Pill>
      ))}
    </span>
  );
}
