import { Loaded } from '@shared/ui/Loaded';
import { useQuery } from '@tanstack/react-query';
import { Drawer } from 'antd';
import { useTranslation } from 'react-i18next';
import { type NewLogin, type Organisation, organisationQuery, type Person, personQuery } from '../api';
import { PersonEditor } from './PersonEditor';

interface PersonDrawerProps {
  /** Null: somebody new. */
  personId: string | null;
  onPassword: (login: NewLogin) => void;
  onClose: () => void;
}

/** Somebody, read afresh before he is edited. */
export function PersonDrawer({ personId, onPassword, onClose }: PersonDrawerProps) {
  const { t } = useTranslation('admin');
  const organisation = useQuery(organisationQuery);
  const person = useQuery({ ...personQuery(personId ?? ''), enabled: personId !== null, staleTime: 0 });
  const isThere = organisation.data && (personId === null || (person.data && !person.isFetching));
  if (isThere)
    return (
      <PersonEditor
        person={personId === null ? null : (person.data as Person)}
        organisation={organisation.data as Organisation}
        onPassword={onPassword}
        onClose={onClose}
      />
    );
  return (
    <Drawer open size={640} title={t('room.people')} onClose={onClose}>
      <Loaded queries={personId === null ? [organisation] : [organisation, person]}>{() => null}</Loaded>
    </Drawer>
  );
}
