import type { BoardScopes } from '@shared/rt/board';
import { Drawer, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { Contacts } from './Contacts';
import { PastAlarms } from './PastAlarms';
import { Rules } from './Rules';

interface AlarmAdminProps {
  scopes: BoardScopes;
  onClose: () => void;
}

/** When alarms are raised, who is told by short message, and what there was. */
export function AlarmAdmin({ scopes, onClose }: AlarmAdminProps) {
  const { t } = useTranslation('board');
  return (
    <Drawer open size={900} title={t('rules.title')} onClose={onClose}>
      <Tabs
        destroyOnHidden
        items={[
          { key: 'rules', label: t('rules.tab'), children: <Rules scopes={scopes} /> },
          { key: 'contacts', label: t('contacts.tab'), children: <Contacts /> },
          { key: 'past', label: t('past.tab'), children: <PastAlarms /> },
        ]}
      />
    </Drawer>
  );
}
