import { FilterSelect } from '@console/lists/FilterSelect';
import { Pages } from '@console/lists/Pages';
import { shortTime } from '@shared/ui/format';
import { Loaded } from '@shared/ui/Loaded';
import { Panel } from '@shared/ui/Panel';
import { Pill } from '@shared/ui/Pill';
import { Empty } from '@shared/ui/states';
import { Opener, Table } from '@shared/ui/Table';
import { useDebounced } from '@shared/ui/useDebounced';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../admin.module.css';
import { type NewLogin, type Organisation, organisationQuery, type Person, peopleQuery } from '../api';
import type { RoomProps } from '../rooms';
import { Passwords } from './Passwords';
import { PersonDrawer } from './PersonDrawer';
import { Roles } from './Roles';

const PAUSE_MS = 250;
const columns = ['name', 'login', 'roles', 'number', 'group', 'seen', 'state'] as const;
const everybody = { role_id: '', group_id: '', state: 'active' as '' | 'active' | 'out' };

/** Everybody with a log-in: found by name, log-in or number, narrowed by role and group, edited beside the list. */
export function PeopleRoom({ wanted, isAdding, onAdded }: RoomProps) {
  const { t } = useTranslation('admin');
  const words = useDebounced(wanted.trim(), PAUSE_MS);
  const [narrowed, narrow] = useState(everybody);
  const organisation = useQuery(organisationQuery);
  const query = useInfiniteQuery(peopleQuery({ words, ...narrowed }));
  const [edited, edit] = useState<string | null>(null);
  const [shown, show] = useState<NewLogin | null>(null);
  const people = query.data?.pages.flatMap((page) => page.people) ?? [];
  const total = query.data?.pages[0]?.total;
  const all = { value: '', label: t('all') };
  const close = () => {
    edit(null);
    if (isAdding) onAdded();
  };
  return (
    <div className={styles.stack}>
      <div className={styles.filters}>
        <FilterSelect
          name={t('people.role')}
          value={narrowed.role_id}
          options={[
            all,
            ...(organisation.data?.roles.map(({ role_id, name }) => ({ value: role_id, label: name })) ?? []),
          ]}
          onChange={(role_id) => narrow({ ...narrowed, role_id })}
        />
        <FilterSelect
          name={t('people.group')}
          value={narrowed.group_id}
          options={[
            all,
            ...(organisation.data?.groups.map(({ group_id, name }) => ({ value: group_id, label: name })) ??
              []),
          ]}
          onChange={(group_id) => narrow({ ...narrowed, group_id })}
        />
        <FilterSelect
          name={t('people.state')}
          value={narrowed.state}
          options={[
            all,
            { value: 'active', label: t('people.active') },
            { value: 'out', label: t('people.out') },
          ]}
          onChange={(state) => narrow({ ...narrowed, state: state as typeof narrowed.state })}
          testId="people-state"
        />
      </div>
      <Panel
        title={t('room.people')}
        note={total === undefined ? undefined : t('people.count', { count: total })}
        className={styles.panel}
        isFlush
      >
        <Loaded queries={[organisation]}>
          {() => (
            <Pages
              query={query}
              isEmpty={people.length === 0}
              older={t('people.more')}
              empty={<Empty title={t('people.none')} hint={t('people.noneHint')} />}
            >
              <Table
                columns={columns}
                head={(column) => t(`people.${column}`)}
                isOneLine
                testId="people-table"
              >
                {people.map((person) => (
                  <Row
                    key={person.person_id}
                    person={person}
                    organisation={organisation.data as Organisation}
                    onOpen={() => edit(person.person_id)}
                  />
                ))}
              </Table>
            </Pages>
          )}
        </Loaded>
      </Panel>
      {(edited || isAdding) && (
        <PersonDrawer key={edited ?? 'new'} personId={edited} onPassword={show} onClose={close} />
      )}
      {shown && <Passwords logins={[shown]} onClose={() => show(null)} />}
    </div>
  );
}

interface RowProps {
  person: Person;
  organisation: Organisation;
  onOpen: () => void;
}

function Row({ person, organisation, onOpen }: RowProps) {
  const { t } = useTranslation('admin');
  const { agent } = person;
  const group = organisation.groups.find(({ group_id }) => group_id === agent?.group_id);
  return (
    <tr data-testid="person-row">
      <th scope="row">
        <Opener onClick={onOpen} data-testid="person-open">
          {person.name}
        </Opener>
      </th>
      <td>{person.login}</td>
      <td>
        <Roles given={person.roles} organisation={organisation} />
      </td>
      <td>{agent?.number ?? '—'}</td>
      <td>{agent ? (group?.name ?? t('people.elsewhere')) : '—'}</td>
      <td>{person.last_seen_at ? shortTime(Date.parse(person.last_seen_at)) : '—'}</td>
      <td>{person.is_active ? t('people.active') : <Pill>{t('people.out')}</Pill>}</td>
    </tr>
  );
}
