import { zones } from '@console/zones';
import { Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { EditorModal } from '../../service/EditorModal';
import { type Organisation, putSite, type Site, type SiteDraft } from '../api';
import { useFaults, useNetworkName } from '../words';
import { useStructureEditor } from './useStructureEditor';

const blank: SiteDraft = { code: '', name: '', time_zone: 'Asia/Shanghai', local_network_id: null };

const draftOf = ({ code, name, time_zone, local_network_id }: Site): SiteDraft => ({
  code,
  name,
  time_zone,
  local_network_id,
});

interface SiteEditorProps {
  site: Site | null;
  organisation: Organisation;
  onClose: () => void;
}

/** Add a place where agents sit, or change one. */
export function SiteEditor({ site, organisation, onClose }: SiteEditorProps) {
  const { t } = useTranslation('admin');
  const networkName = useNetworkName();
  const faultsOf = useFaults();
  const editor = useStructureEditor<Site, SiteDraft>({
    kept: site,
    blank: organisation.is_everywhere
      ? blank
      : {
          ...blank,
          local_network_id: organisation.networks.find((each) => each.is_administered)?.id ?? null,
        },
    draftOf,
    find: ({ sites }) => sites.find(({ site_id }) => site_id === site?.site_id),
    send: (draft, version) => putSite(site?.site_id ?? null, draft, version),
    onClose,
  });
  const { draft, set, failure } = editor;
  const faults = faultsOf(failure?.faults ?? []);
  return (
    <EditorModal
      editor={editor as never}
      title={site ? t('structure.editOf', { name: site.name }) : t('structure.addSite')}
      isWhole={draft.name.trim() !== '' && draft.code !== ''}
      areFaultsMarked
    >
      <Form.Item label={t('structure.siteName')} htmlFor="site-name">
        <Input
          id="site-name"
          value={draft.name}
          maxLength={100}
          autoFocus
          onChange={(event) => set({ name: event.target.value })}
        />
      </Form.Item>
      <Form.Item
        label={t('structure.code')}
        htmlFor="site-code"
        validateStatus={faults.code ? 'error' : ''}
        extra={faults.code ?? t(site ? 'codeStays' : 'codeHint')}
      >
        <Input
          id="site-code"
          value={draft.code}
          disabled={site !== null}
          maxLength={50}
          spellCheck={false}
          autoCapitalize="none"
          onChange={(event) => set({ code: event.target.value })}
        />
      </Form.Item>
      <Form.Item label={t('structure.network')} htmlFor="site-network" extra={t('structure.networkHint')}>
        <Select
          id="site-network"
          value={draft.local_network_id ?? ''}
          options={[
            { value: '', label: t('structure.headquarters'), disabled: !organisation.is_everywhere },
            ...organisation.networks.map((network) => ({
              value: network.id,
              label: networkName(network),
              disabled: !network.is_administered,
            })),
          ]}
          onChange={(id) => set({ local_network_id: id || null })}
        />
      </Form.Item>
      <Form.Item label={t('structure.zone')} htmlFor="site-zone" extra={t('structure.zoneHint')}>
        <Select
          id="site-zone"
          showSearch
          value={draft.time_zone}
          options={zones}
          onChange={(time_zone: string) => set({ time_zone })}
        />
      </Form.Item>
    </EditorModal>
  );
}
