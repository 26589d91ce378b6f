import { RoomsPage } from '@console/shell/RoomsPage';
import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FileImport } from './FileImport';
import { GroupTable } from './GroupTable';
import { PoolTable } from './PoolTable';

const rooms = ['groups', 'pool', 'files'] as const;

/** Survey groups, their cases, and files of customers to be called. */
export function ManagePage() {
  const { t } = useTranslation('survey');
  const search = useSearch({ strict: false });
  const room = rooms.find((each) => each === search.room) ?? 'groups';
  return (
    <RoomsPage
      title={t('manage')}
      to="/survey/manage"
      rooms={rooms.map((name) => ({ name, label: t(`room.${name}`) }))}
      current={room}
      testId="survey-manage"
      tools={null}
    >
      {room === 'groups' && <GroupTable />}
      {room === 'pool' && <PoolTable />}
      {room === 'files' && <FileImport />}
    </RoomsPage>
  );
}
