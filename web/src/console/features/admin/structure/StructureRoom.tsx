import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isAbout, SettingTable } from '../../service/SettingTable';
import styles from '../admin.module.css';
import { type Group, organisationQuery, type Site } from '../api';
import type { RoomProps } from '../rooms';
import { useNetworkName } from '../words';
import { GroupEditor } from './GroupEditor';
import { SiteEditor } from './SiteEditor';

/** Where people sit, and in which groups: sites beside the groups that sit there. */
export function StructureRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('admin');
  const networkName = useNetworkName();
  const organisation = useQuery(organisationQuery);
  const [site, editSite] = useState<Site | 'new' | null>(null);
  const [group, editGroup] = useState<Group | null>(null);
  const { sites = [], groups = [], networks = [] } = organisation.data ?? {};
  const siteOf = (id: string) => sites.find(({ site_id }) => site_id === id)?.name ?? '—';
  const networkOf = (id: string | null) => {
    const found = networks.find((network) => network.id === id);
    return found ? networkName(found) : t('structure.headquarters');
  };
  return (
    <div className={styles.beside}>
      <SettingTable
        title={t('structure.groups')}
        note={t('structure.groupsHint')}
        query={organisation}
        rows={groups.filter(({ name, site_id }) => isAbout(wanted, name, siteOf(site_id)))}
        rowKey={({ group_id }) => group_id}
        name={({ name }) => name}
        isFiltered={wanted !== ''}
        none={t('structure.noGroups')}
        onEdit={editGroup}
        columns={[
          { key: 'name', title: t('structure.group'), cell: ({ name }) => name },
          { key: 'site', title: t('structure.site'), cell: ({ site_id }) => siteOf(site_id) },
          { key: 'agents', title: t('structure.agents'), isNumber: true, cell: ({ agents }) => agents },
        ]}
      />
      <SettingTable
        title={
          <>
            {t('structure.sites')}{' '}
            <button
              type="button"
              className={styles.inline}
              onClick={() => editSite('new')}
              data-testid="site-add"
            >
              {t('structure.addSite')}
            </button>
          </>
        }
        query={organisation}
        rows={sites.filter(({ name, code }) => isAbout(wanted, name, code))}
        rowKey={({ site_id }) => site_id}
        name={({ name }) => name}
        isFiltered={wanted !== ''}
        none={t('structure.noSites')}
        onEdit={editSite}
        columns={[
          { key: 'name', title: t('structure.site'), cell: ({ name }) => name },
          { key: 'code', title: t('structure.code'), cell: ({ code }) => code },
          {
            key: 'network',
            title: t('structure.network'),
            cell: ({ local_network_id }) => networkOf(local_network_id),
          },
          { key: 'zone', title: t('structure.zone'), cell: ({ time_zone }) => time_zone },
        ]}
      />
      {organisation.data && site && (
        <SiteEditor
          key={site === 'new' ? 'new' : site.site_id}
          site={site === 'new' ? null : site}
          organisation={organisation.data}
          onClose={() => editSite(null)}
        />
      )}
      {organisation.data && (group || isAdding) && (
        <GroupEditor
          key={group?.group_id ?? 'new'}
          group={group}
          organisation={organisation.data}
          onClose={() => {
            editGroup(null);
            if (isAdding) onAdded();
          }}
        />
      )}
    </div>
  );
}
